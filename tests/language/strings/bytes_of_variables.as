// A byte is a variable wherever its string is one.
string g = "glob";
string[] list = {"one", "two"};
void main() {
  string s = "abc";
  s[0] = 65;
  println(s);  // expect: Abc
  s[1]++;
  println(s);  // expect: Acc
  s[2] -= 2;
  println(s);  // expect: Aca
  string shared = s;
  s[0] = 122;
  println(s + shared);  // expect: zcaAca
  g[3] = g[0];
  println(g);  // expect: glog
  list[1][0] = list[0][2];
  println(list[1]);  // expect: ewo
  list[1][1] += 2;
  println(list[1]);  // expect: eyo
  uint8 b = s[1];
  println(b + s[1]);  // expect: 198
  println(s[0] == 122 && s[1] != s[2]);  // expect: true
}
