// row: FUN-14
funcdef int F();
funcdef void G(int);
int result() { return 1; }
void takes(int n) {}
class K { void run(int n) {} private void hidden() {} void fine() {} }
F@ handle;
void main() {
  K k;
  Fiber@ a = Fiber();  // expect error: a fiber is made of one function, got 0
  Fiber@ b = Fiber(result);  // expect error: no function 'result' has the signature
  Fiber@ c = Fiber(takes);  // expect error: no function 'takes' has the signature
  Fiber@ d = Fiber(takes, 1);  // expect error: a fiber is made of one function, got 2
  Fiber@ e = Fiber(handle);  // expect error: no conversion from 'F@'
  Fiber@ f = Fiber(k.run);  // expect error: no method 'run'
  Fiber@ g = Fiber(k.hidden);  // expect error: private
  Fiber@ h = Fiber(function(n) {});  // expect error: does not have the parameters
  Fiber@ i = Fiber(5);  // expect error: no conversion from 'int'
  Fiber@ j = Fiber(missing);  // expect error: missing
}
