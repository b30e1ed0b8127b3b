// row: CLS-01 CLS-02
class OnlyInt { OnlyInt(int x) {} }
class NoDefault { NoDefault() delete; NoDefault(int x) {} }
class NoCopy { NoCopy() {} NoCopy(const NoCopy &in o) delete; }
void main() {
  OnlyInt a;  // expect error
  OnlyInt[] b(2);  // expect error
  NoDefault c;  // expect error
  NoCopy d;
  NoCopy e = d;  // expect error
}
