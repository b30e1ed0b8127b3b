class Point {
    int x = 1, y;
    Point(int value) { y = value; }
    int sum() const { return x + y; }
}
void main() {
    Point p(4);
    p.x += 2;
    println("sum " + p.sum());
}
