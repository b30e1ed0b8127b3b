namespace tools { void sharpen() {} class Knife {} }
void main() {
  sharpen();
//! 3-10 E0401 unknown function 'sharpen'
//! hint: did you mean 'tools::sharpen'?
  Knife k;
//! 3-8 E0402 unknown type 'Knife'
//! hint: did you mean 'tools::Knife'?
  tols::sharpen();
//! 3-7 E0403 unknown namespace or type 'tols'
//! hint: did you mean 'tools'?
  tools::sharpn();
//! 10-16 E0401 'tools' has no function 'sharpn'
//! hint: did you mean 'sharpen'?
}
