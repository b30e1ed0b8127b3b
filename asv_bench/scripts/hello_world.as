// The smallest script.
void main() {
    string who = "world";
    println("hello " + who);
}
