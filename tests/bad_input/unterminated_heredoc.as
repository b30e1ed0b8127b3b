void main() {
    string s = """no end;
}
