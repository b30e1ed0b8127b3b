// The name can be that of a function.
int complex(int a) {
    return a + 1;
}

void main() {
    println(complex(1));  // expect: 2
}
