void main() {
    println("no end);
}
