int x = 0xZZ;
//! 9-13 E0105 invalid number: digits expected after '0x'
int y = 12ab;
//! 9-13 E0105 invalid number: unexpected 'ab'
int z = 99999999999999999999;
//! 9-29 E0105 invalid number: it needs more than 64 bits
