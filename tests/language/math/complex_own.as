// A unit that declares `complex` itself gets its own; other names like it do not matter.
namespace a {
    class complex {
        int real = 1;
    }
}

class complex {
    string text = "mine";
}

void main() {
    complex c;
    println(c.text);  // expect: mine
    int complex = a::complex().real;
    println(complex);  // expect: 1
}
