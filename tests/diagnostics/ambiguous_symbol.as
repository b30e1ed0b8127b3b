enum Colour { Red, Green }
enum Light { Red, Yellow }
void main() { println(Red); }
//! 23-26 E0401 ambiguous enum value 'Red': more than one enum declares it
//! hint: write the enum's name in front of it: Enum::Red
