void main() {
    println("text");
}
/* no end
