// row: GLB-10
void main() {
  int i = 1;
  ref@ r = i;  // expect error
}
