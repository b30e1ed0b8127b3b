class Point {
    int x, y;
}

void main() {
    complex a = {1};  // expect error: a list that becomes 'complex' has 2 values, got 1
    complex b = {1, };  // expect error: 'complex'
    complex c = {1, 2, 3};  // expect error: got 3
    complex d = {"a", 2};  // expect error: complex
    Point p = {1, 2};  // expect error: an initialisation list cannot become 'Point'
}

class Special : complex {  // expect error: 'complex' is final
}
