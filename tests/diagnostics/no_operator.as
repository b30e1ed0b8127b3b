class V { V opAdd(const V &in other) { return this; } }
void main() {
  V a;
  a + 1;
//! 3-8 E0502 operator '+' is not defined for 'V' and 'int'
//! hint: it is declared as V V::opAdd(const V &in)
  a * a;
//! 3-8 E0502 operator '*' is not defined for 'V' and 'V'
//! hint: 'V' has no method opMul
  a += a;
//! 3-9 E0502 operator '+=' is not defined for 'V'
//! hint: 'V' has no method opAddAssign
  a++;
//! 3-6 E0502 operator '++' is not defined for 'V'
//! hint: 'V' has no method opPostInc
}
