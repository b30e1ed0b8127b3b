void update(int step) {}
void main() {
  udpate(1);
//! 3-9 E0401 unknown function 'udpate'
//! hint: did you mean 'update'?
  math::sqroot(2.0);
//! 9-15 E0401 'math' has no function 'sqroot'
//! hint: did you mean 'sqrt'?
}
