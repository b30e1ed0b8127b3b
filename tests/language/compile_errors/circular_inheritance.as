// row: CLS-13
class X : Y {}
class Y : X {}  // expect error: X
class Z : X {}
interface P : Q {}
interface Q : P {}  // expect error: P
