void main() { this.x = 1; }
//! 15-19 E0505 'this' outside of a method
