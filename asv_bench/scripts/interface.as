// Two interfaces, one of them extended, and classes that implement one or both.
interface Shape {
    double area() const;
    string label() const;
}

interface Solid : Shape {
    double volume() const;
}

interface Scalable {
    void scale(double by);
}

class Circle : Shape, Scalable {
    private double radius;

    Circle(double r) { radius = r; }

    double area() const { return 3.0 * radius * radius; }
    string label() const { return "circle"; }
    void scale(double by) { radius *= by; }
}

class Cube : Solid, Scalable {
    double side = 2.0;

    double area() const { return 6.0 * side * side; }
    double volume() const { return side * side * side; }
    string label() const { return "cube"; }
    void scale(double by) { side *= by; }
}

double total(array<Shape@> &in shapes) {
    double sum = 0;
    for (uint i = 0; i < shapes.length(); i++) sum += shapes[i].area();
    return sum;
}

void main() {
    array<Shape@> shapes = {Circle(1.5), Cube(), Circle(0.5)};
    array<Scalable@> growing;
    for (uint i = 0; i < shapes.length(); i++) growing.insertLast(cast<Scalable>(shapes[i]));
    for (uint i = 0; i < growing.length(); i++) growing[i].scale(i + 1.5);
    println("total " + total(shapes));
    Solid@ solid = cast<Solid>(shapes[1]);
    if (solid !is null) println(solid.label() + " " + solid.volume());
    if (cast<Solid>(shapes[0]) is null) println(shapes[0].label() + " is flat");
}
