// The smallest program:   seraph run examples/hello.as [NAME...]
void greet(const string &in name) {
    println("Hello, " + name + "!");
}

void main(const array<string> &in args) {
    if (args.isEmpty()) {
        greet("world");
        return;
    }
    foreach (string name : args) {
        greet(name);
    }
}
