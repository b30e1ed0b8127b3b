"""The opcode table: the only list of opcodes.

What it is: one line per opcode with its operands, their kinds, its effect, cost and properties.
`tools/gen_opcodes.py` turns it into the C enum and the label table (`opcodes.h`), the Cython
declarations (`opcodes.pxd`), the operand, cost and property tables of verifier, disassembler and
compiler (`opcode_info.h`), and `docs/opcodes.md`.

What it is not: the implementation (`interpreter.pyx`) or the rules that look beyond one operand
(`verifier.pyx`, by the name in the `check` column).

Instruction words are 64 bits: `op8 | x8 | a16 | b16 | c16`, low bits first; an imm32 fills the b,c
half. Second and later words have the fields d,e,f,g (16 bits each, low bits first).

Operands: `field:role class`, separated by commas.
  fields  a b c d e f g   16-bit register number, or what the class says
          x               8-bit value
          i / u           the b,c half as signed / unsigned 32 bits
  roles   `=` writes the register (its kind must be exactly the class), none: reads it (its kind must
          be one that the class accepts without a change of bits, see `vm/kinds.py`),
          `~` reads and writes it
  classes bool i32 u32 i64 u64 f32 f64: kinds; int: any integer kind or bool, enum;
          str arr obj: handles of that sort; hnd: any handle; any: any kind; own: any handle kind in a
          register of the frame's owned range (cleared by ENTER, released by unwinding)
          imm8 imm16 simm16 imm32: plain values; fimm: the bits of a float32;
          j16 / j32: forward jump, back16 / back32: backward jump: signed words relative to the next
          instruction, forward >= 0, backward < 0; cost8, cost24: the static cost charged by a
          poll point (`vm/costs.pyx`);
          const lit glob type func native host: an index into that table of the program

Further words: CALL* NATIVE HOST have a second word `d e f g`; with x > 3 arguments (CALL, CALLV, CALLI, CALLF, NATIVE, HOST)
the arguments 3, 4, ... follow four to a word, low bits first. x is the number of arguments for CALL0 .. 3 and
CALLV1 .. 3, CALLF1 .. 3, too; `this` and the handle count. g (framesize) is where the callee's R[0] lies, counted from the caller's R[0]: nregs of
the caller. f is NO_REG (0xffff) if there is no result; CALLV*, CALLI: the same as g. Fields beyond the number of arguments are not looked at. ADDBLT,
ADDBLE, DGET, BINDF, BINDV have a second word with d; SWITCH a table (`vm/layout.pxd`).

Order that the verifier asks for: ENTER is the first word of a function that owns registers; OUT 0, 1, ... nouts-1
stand directly before each RET and RETV, GETOUT directly behind a call; no jump leads to GETOUT, into a row of
OUTs or to the RET behind them. Handle results (dst of a call, GETOUT) go to owned registers.

Properties: R may raise, P poll point (charges cost, may suspend), J may jump, E ends a straight
line (nothing falls through), W more words follow (length by `vm/opcode_info.h: op_words`).

Rule of owned handles: an opcode that creates a reference writes it without looking at the old
value (the compiler only targets cleared registers); MOVH, MVH, DROP and the stores into globals,
elements and fields release what they replace.
"""

from __future__ import annotations

from typing import NamedTuple


class Operand(NamedTuple):
    """One operand: the field it sits in, its role ("=", "~" or "") and its class."""

    field: str
    role: str
    cls: str


class Opcode(NamedTuple):
    """One row of the table."""

    name: str
    operands: tuple[Operand, ...]
    effect: str
    cost: int
    props: str
    check: str


# name | operands | effect | cost | properties | check
_TABLE = """
TRAP        |                                  | never valid; zeroed memory traps                    | 0 | E  |
NOP         |                                  | nothing                                             | 0 |    |
EXIT        |                                  | leave the loop: the sentinel below the first frame  | 0 | E  | internal
DESTROY     |                                  | destroy the objects of the frame: destructors return here | 0 | E | internal
BREAK       |                                  | leave the loop before the instruction that it stands for in a debugger's copy of the code | 0 | E | internal
MOV         | a:=any, b:any                    | R[a] := R[b]; same kind or a widening without a change of bits | 1 | | mov
LDI         | a:=int, i:imm32                  | R[a] := i                                           | 1 |    | ldi
LDF32       | a:=f32, i:fimm                   | R[a] := float with the bits i                       | 1 |    |
LDF64       | a:=f64, i:fimm                   | R[a] := double(float with the bits i)               | 1 |    |
LDK         | a:=any, u:const                  | R[a] := K[u]                                        | 1 |    | ldk
LDS         | a:=str, u:lit                    | R[a] := literal u, borrowed from the instance       | 1 | R  |
LDNULL      | a:=hnd                           | R[a] := null                                        | 1 |    |
MOVB        | a:=hnd, b:hnd                    | R[a] := R[b], borrowed                              | 1 |    | samehandle
MOVH        | a:~own, b:hnd                    | release R[a]; R[a] := R[b] counted                  | 2 | R  | samehandle
MVH         | a:~own, b:~own                   | release R[a]; R[a] := R[b]; R[b] := null            | 2 | R  | samehandle
DROP        | a:~own                           | release R[a]; R[a] := null                          | 2 | R  |
ENTER       | a:imm16, b:imm16                 | R[a .. a+b-1] := null: the owned range of the frame | 1 |    | enter
COST        | u:imm32                          | charge u more cost units                            | 0 | P  |

ADD_I32     | a:=i32, b:i32, c:i32             | R[a] := i32(R[b] + R[c])                            | 1 |    |
SUB_I32     | a:=i32, b:i32, c:i32             | R[a] := i32(R[b] - R[c])                            | 1 |    |
MUL_I32     | a:=i32, b:i32, c:i32             | R[a] := i32(R[b] * R[c])                            | 1 |    |
DIV_I32     | a:=i32, b:i32, c:i32             | R[a] := R[b] / R[c], truncated; by 0 and MIN / -1 raise | 4 | R |
MOD_I32     | a:=i32, b:i32, c:i32             | R[a] := R[b] % R[c], sign of R[b]; by 0 and MIN % -1 raise | 4 | R |
ADDI_I32    | a:=i32, b:i32, c:simm16          | R[a] := i32(R[b] + c)                               | 1 |    |
MULI_I32    | a:=i32, b:i32, c:simm16          | R[a] := i32(R[b] * c)                               | 1 |    |
MODI_I32    | a:=i32, b:i32, c:simm16          | R[a] := R[b] % c, sign of R[b]; c > 0               | 2 |    | modi
ADD_U32     | a:=u32, b:u32, c:u32             | R[a] := u32(R[b] + R[c])                            | 1 |    |
SUB_U32     | a:=u32, b:u32, c:u32             | R[a] := u32(R[b] - R[c])                            | 1 |    |
MUL_U32     | a:=u32, b:u32, c:u32             | R[a] := u32(R[b] * R[c])                            | 1 |    |
DIV_U32     | a:=u32, b:u32, c:u32             | R[a] := R[b] / R[c]; by 0 raises                    | 4 | R  |
MOD_U32     | a:=u32, b:u32, c:u32             | R[a] := R[b] % R[c]; by 0 raises                    | 4 | R  |
ADDI_U32    | a:=u32, b:u32, c:simm16          | R[a] := u32(R[b] + c)                               | 1 |    |
ADD_I64     | a:=i64, b:i64, c:i64             | R[a] := R[b] + R[c]                                 | 1 |    |
SUB_I64     | a:=i64, b:i64, c:i64             | R[a] := R[b] - R[c]                                 | 1 |    |
MUL_I64     | a:=i64, b:i64, c:i64             | R[a] := R[b] * R[c]                                 | 1 |    |
DIV_I64     | a:=i64, b:i64, c:i64             | R[a] := R[b] / R[c], truncated; by 0 and MIN / -1 raise | 8 | R |
MOD_I64     | a:=i64, b:i64, c:i64             | R[a] := R[b] % R[c]; by 0 and MIN % -1 raise        | 8 | R  |
ADDI_I64    | a:=i64, b:i64, c:simm16          | R[a] := R[b] + c                                    | 1 |    |
ADD_U64     | a:=u64, b:u64, c:u64             | R[a] := R[b] + R[c]                                 | 1 |    |
SUB_U64     | a:=u64, b:u64, c:u64             | R[a] := R[b] - R[c]                                 | 1 |    |
MUL_U64     | a:=u64, b:u64, c:u64             | R[a] := R[b] * R[c]                                 | 1 |    |
DIV_U64     | a:=u64, b:u64, c:u64             | R[a] := R[b] / R[c]; by 0 raises                    | 8 | R  |
MOD_U64     | a:=u64, b:u64, c:u64             | R[a] := R[b] % R[c]; by 0 raises                    | 8 | R  |
ADD_F32     | a:=f32, b:f32, c:f32             | R[a] := R[b] + R[c], rounded to float               | 1 |    |
SUB_F32     | a:=f32, b:f32, c:f32             | R[a] := R[b] - R[c]                                 | 1 |    |
MUL_F32     | a:=f32, b:f32, c:f32             | R[a] := R[b] * R[c]                                 | 1 |    |
DIV_F32     | a:=f32, b:f32, c:f32             | R[a] := R[b] / R[c]; by 0 raises                    | 4 | R  |
MOD_F32     | a:=f32, b:f32, c:f32             | R[a] := fmod(R[b], R[c]); by 0 raises               | 8 | R  |
ADD_F64     | a:=f64, b:f64, c:f64             | R[a] := R[b] + R[c]                                 | 1 |    |
SUB_F64     | a:=f64, b:f64, c:f64             | R[a] := R[b] - R[c]                                 | 1 |    |
MUL_F64     | a:=f64, b:f64, c:f64             | R[a] := R[b] * R[c]                                 | 1 |    |
DIV_F64     | a:=f64, b:f64, c:f64             | R[a] := R[b] / R[c]; by 0 raises                    | 4 | R  |
MOD_F64     | a:=f64, b:f64, c:f64             | R[a] := fmod(R[b], R[c]); by 0 raises               | 8 | R  |
POW_I32     | a:=i32, b:i32, c:i32             | R[a] := R[b] ** R[c]; overflow raises               | 8 | R  |
POW_U32     | a:=u32, b:u32, c:u32             | R[a] := R[b] ** R[c]; overflow raises               | 8 | R  |
POW_I64     | a:=i64, b:i64, c:i64             | R[a] := R[b] ** R[c]; overflow raises               | 8 | R  |
POW_U64     | a:=u64, b:u64, c:u64             | R[a] := R[b] ** R[c]; overflow raises               | 8 | R  |
POW_F32     | a:=f32, b:f32, c:f32             | R[a] := powf(R[b], R[c]); infinite from finite raises | 8 | R |
POW_F64     | a:=f64, b:f64, c:f64             | R[a] := pow(R[b], R[c]); infinite from finite raises | 8 | R |
NEG_I32     | a:=i32, b:i32                    | R[a] := i32(-R[b])                                  | 1 |    |
NEG_I64     | a:=i64, b:i64                    | R[a] := -R[b]                                       | 1 |    |
NEG_F32     | a:=f32, b:f32                    | R[a] := -R[b]                                       | 1 |    |
NEG_F64     | a:=f64, b:f64                    | R[a] := -R[b]                                       | 1 |    |
NOT         | a:=bool, b:bool                  | R[a] := !R[b]                                       | 1 |    |
XOR_BOOL    | a:=bool, b:bool, c:bool          | R[a] := R[b] != R[c]                                | 1 |    |
AND         | a:=int, b:int, c:int             | R[a] := R[b] & R[c]                                 | 1 |    | bitop
OR          | a:=int, b:int, c:int             | R[a] := R[b] | R[c]                                 | 1 |    | bitop
XOR         | a:=int, b:int, c:int             | R[a] := R[b] ^ R[c]                                 | 1 |    | bitop
ANDI        | a:=int, b:int, c:imm16           | R[a] := R[b] & c                                    | 1 |    | bitopi
BNOT_I32    | a:=i32, b:i32                    | R[a] := ~R[b]                                       | 1 |    |
BNOT_U32    | a:=u32, b:u32                    | R[a] := u32(~R[b])                                  | 1 |    |
BNOT_I64    | a:=i64, b:i64                    | R[a] := ~R[b]                                       | 1 |    |
BNOT_U64    | a:=u64, b:u64                    | R[a] := ~R[b]                                       | 1 |    |
SHL_I32     | a:=i32, b:i32, c:int             | R[a] := i32(R[b] << (R[c] & 31))                    | 1 |    |
SHR_I32     | a:=i32, b:i32, c:int             | R[a] := i32(u32(R[b]) >> (R[c] & 31)), logical      | 1 |    |
SAR_I32     | a:=i32, b:i32, c:int             | R[a] := R[b] >> (R[c] & 31), arithmetic             | 1 |    |
SHL_U32     | a:=u32, b:u32, c:int             | R[a] := u32(R[b] << (R[c] & 31))                    | 1 |    |
SHR_U32     | a:=u32, b:u32, c:int             | R[a] := R[b] >> (R[c] & 31)                         | 1 |    |
SAR_U32     | a:=u32, b:u32, c:int             | R[a] := u32(i32(R[b]) >> (R[c] & 31))               | 1 |    |
SHL_I64     | a:=i64, b:i64, c:int             | R[a] := R[b] << (R[c] & 63)                         | 1 |    |
SHR_I64     | a:=i64, b:i64, c:int             | R[a] := i64(u64(R[b]) >> (R[c] & 63)), logical      | 1 |    |
SAR_I64     | a:=i64, b:i64, c:int             | R[a] := R[b] >> (R[c] & 63), arithmetic             | 1 |    |
SHL_U64     | a:=u64, b:u64, c:int             | R[a] := R[b] << (R[c] & 63)                         | 1 |    |
SHR_U64     | a:=u64, b:u64, c:int             | R[a] := R[b] >> (R[c] & 63)                         | 1 |    |
SAR_U64     | a:=u64, b:u64, c:int             | R[a] := u64(i64(R[b]) >> (R[c] & 63))               | 1 |    |

SX8         | a:=int, b:int                    | R[a] := i8(R[b])                                    | 1 |    | to_i8
SX16        | a:=int, b:int                    | R[a] := i16(R[b])                                   | 1 |    | to_i16
SX32        | a:=i32, b:int                    | R[a] := i32(R[b])                                   | 1 |    |
ZX8         | a:=int, b:int                    | R[a] := u8(R[b])                                    | 1 |    | to_u8
ZX16        | a:=int, b:int                    | R[a] := u16(R[b])                                   | 1 |    | to_u16
ZX32        | a:=u32, b:int                    | R[a] := u32(R[b])                                   | 1 |    |
BITS64      | a:=int, b:int                    | R[a] := R[b]; between i64 and u64, or to u64 with sign extension | 1 | | bits64
I2F32       | a:=f32, b:i64                    | R[a] := float(R[b])                                 | 1 |    |
U2F32       | a:=f32, b:u64                    | R[a] := float(R[b])                                 | 1 |    |
I2F64       | a:=f64, b:i64                    | R[a] := double(R[b])                                | 1 |    |
U2F64       | a:=f64, b:u64                    | R[a] := double(R[b])                                | 1 |    |
F32TOF64    | a:=f64, b:f32                    | R[a] := double(R[b])                                | 1 |    |
F64TOF32    | a:=f32, b:f64                    | R[a] := float(R[b])                                 | 1 |    |
F64TOI32    | a:=i32, b:f64                    | R[a] := i32(R[b]), truncated                        | 1 |    |
F64TOI64    | a:=i64, b:f64                    | R[a] := i64(R[b]), truncated                        | 1 |    |
F64TOU64    | a:=u64, b:f64                    | R[a] := u64(R[b]), truncated                        | 1 |    |

EQ          | a:=bool, b:any, c:any            | R[a] := R[b] == R[c]; integers, bools or handles (identity) | 1 | | eq
NE          | a:=bool, b:any, c:any            | R[a] := R[b] != R[c]                                | 1 |    | eq
LT_I        | a:=bool, b:i64, c:i64            | R[a] := R[b] < R[c]                                 | 1 |    |
LE_I        | a:=bool, b:i64, c:i64            | R[a] := R[b] <= R[c]                                | 1 |    |
LT_U64      | a:=bool, b:u64, c:u64            | R[a] := R[b] < R[c]                                 | 1 |    |
LE_U64      | a:=bool, b:u64, c:u64            | R[a] := R[b] <= R[c]                                | 1 |    |
EQ_F32      | a:=bool, b:f32, c:f32            | R[a] := R[b] == R[c]                                | 1 |    |
NE_F32      | a:=bool, b:f32, c:f32            | R[a] := R[b] != R[c]                                | 1 |    |
LT_F32      | a:=bool, b:f32, c:f32            | R[a] := R[b] < R[c]                                 | 1 |    |
LE_F32      | a:=bool, b:f32, c:f32            | R[a] := R[b] <= R[c]                                | 1 |    |
EQ_F64      | a:=bool, b:f64, c:f64            | R[a] := R[b] == R[c]                                | 1 |    |
NE_F64      | a:=bool, b:f64, c:f64            | R[a] := R[b] != R[c]                                | 1 |    |
LT_F64      | a:=bool, b:f64, c:f64            | R[a] := R[b] < R[c]                                 | 1 |    |
LE_F64      | a:=bool, b:f64, c:f64            | R[a] := R[b] <= R[c]                                | 1 |    |

JMP         | i:j32                            | jump                                                | 1 | JE |
JT          | a:bool, i:j32                    | if R[a] jump                                        | 1 | J  |
JF          | a:bool, i:j32                    | if not R[a] jump                                    | 1 | J  |
JEQ         | a:any, b:any, c:j16              | if R[a] == R[b] jump; as EQ                         | 1 | J  | eq
JNE         | a:any, b:any, c:j16              | if R[a] != R[b] jump                                | 1 | J  | eq
JLT_I       | a:i64, b:i64, c:j16              | if R[a] < R[b] jump                                 | 1 | J  |
JLE_I       | a:i64, b:i64, c:j16              | if R[a] <= R[b] jump                                | 1 | J  |
JLT_U64     | a:u64, b:u64, c:j16              | if R[a] < R[b] jump                                 | 1 | J  |
JLE_U64     | a:u64, b:u64, c:j16              | if R[a] <= R[b] jump                                | 1 | J  |
JLT_F64     | a:f64, b:f64, c:j16              | if R[a] < R[b] jump                                 | 1 | J  |
JLE_F64     | a:f64, b:f64, c:j16              | if R[a] <= R[b] jump                                | 1 | J  |
JNLT_F64    | a:f64, b:f64, c:j16              | if not R[a] < R[b] jump                             | 1 | J  |
JNLE_F64    | a:f64, b:f64, c:j16              | if not R[a] <= R[b] jump                            | 1 | J  |
JEQI        | a:i64, b:simm16, c:j16           | if R[a] == b jump                                   | 1 | J  |
JNEI        | a:i64, b:simm16, c:j16           | if R[a] != b jump                                   | 1 | J  |
JLTI        | a:i64, b:simm16, c:j16           | if R[a] < b jump                                    | 1 | J  |
JLEI        | a:i64, b:simm16, c:j16           | if R[a] <= b jump                                   | 1 | J  |
JGTI        | a:i64, b:simm16, c:j16           | if R[a] > b jump                                    | 1 | J  |
JGEI        | a:i64, b:simm16, c:j16           | if R[a] >= b jump                                   | 1 | J  |
SWITCH      | a:i64, i:imm32                   | jump through a table: R[a] - i selects; see switch_layout in layout.pxd | 3 | JEW | switch
LOOP        | x:cost8, a:cost24, i:back32      | charge a<<8|x; jump back                            | 1 | PJE | loop
BT          | x:cost8, a:bool, i:back32        | if R[a]: charge x, jump back                        | 1 | PJ |
BF          | x:cost8, a:bool, i:back32        | if not R[a]: charge x, jump back                    | 1 | PJ |
BEQ         | x:cost8, a:any, b:any, c:back16  | if R[a] == R[b]: charge x, jump back                | 1 | PJ | eq
BNE         | x:cost8, a:any, b:any, c:back16  | if R[a] != R[b]: charge x, jump back                | 1 | PJ | eq
BLT_I       | x:cost8, a:i64, b:i64, c:back16  | if R[a] < R[b]: charge x, jump back                 | 1 | PJ |
BLE_I       | x:cost8, a:i64, b:i64, c:back16  | if R[a] <= R[b]: charge x, jump back                | 1 | PJ |
BLT_F64     | x:cost8, a:f64, b:f64, c:back16  | if R[a] < R[b]: charge x, jump back                 | 1 | PJ |
BLE_F64     | x:cost8, a:f64, b:f64, c:back16  | if R[a] <= R[b]: charge x, jump back                | 1 | PJ |
BNEI        | x:cost8, a:i64, b:simm16, c:back16 | if R[a] != b: charge x, jump back                 | 1 | PJ |
BLTI        | x:cost8, a:i64, b:simm16, c:back16 | if R[a] < b: charge x, jump back                  | 1 | PJ |
BLEI        | x:cost8, a:i64, b:simm16, c:back16 | if R[a] <= b: charge x, jump back                 | 1 | PJ |
BGTI        | x:cost8, a:i64, b:simm16, c:back16 | if R[a] > b: charge x, jump back                  | 1 | PJ |
BGEI        | x:cost8, a:i64, b:simm16, c:back16 | if R[a] >= b: charge x, jump back                 | 1 | PJ |
INCBLT_I32  | x:cost8, a:~i32, b:i32, c:back16 | R[a] := i32(R[a] + 1); if R[a] < R[b]: charge x, jump back | 1 | PJ |
INCBLE_I32  | x:cost8, a:~i32, b:i32, c:back16 | R[a] := i32(R[a] + 1); if R[a] <= R[b]: charge x, jump back | 1 | PJ |
INCBLTI_I32 | x:cost8, a:~i32, b:simm16, c:back16 | R[a] := i32(R[a] + 1); if R[a] < b: charge x, jump back | 1 | PJ |
ADDBLT_I32  | x:cost8, a:~i32, b:i32, c:back16, d:i32 | R[a] := i32(R[a] + R[d]); if R[a] < R[b]: charge x, jump back | 1 | PJW | addloop
ADDBLE_I32  | x:cost8, a:~i32, b:i32, c:back16, d:i32 | R[a] := i32(R[a] + R[d]); if R[a] <= R[b]: charge x, jump back | 1 | PJW | addloop

CALL0       | x:imm8, a:any, u:func, d:any, e:any, f:=any, g:imm16 | R[f] := F[u]()                | 4 | RPW | call
CALL1       | x:imm8, a:any, u:func, d:any, e:any, f:=any, g:imm16 | R[f] := F[u](R[a])            | 4 | RPW | call
CALL2       | x:imm8, a:any, u:func, d:any, e:any, f:=any, g:imm16 | R[f] := F[u](R[a], R[d])      | 4 | RPW | call
CALL3       | x:imm8, a:any, u:func, d:any, e:any, f:=any, g:imm16 | R[f] := F[u](R[a], R[d], R[e]) | 4 | RPW | call
CALL        | x:imm8, a:any, u:func, d:any, e:any, f:=any, g:imm16 | R[f] := F[u](R[a], R[d], R[e], more), x arguments | 6 | RPW | call
CALLV1      | x:imm8, a:any, u:imm32, d:any, e:any, f:=any, g:imm16 | R[f] := V[u](R[a]); V: virtual functions of the class of R[a]; null raises | 4 | RPW | callv
CALLV2      | x:imm8, a:any, u:imm32, d:any, e:any, f:=any, g:imm16 | R[f] := V[u](R[a], R[d])  | 4 | RPW | callv
CALLV3      | x:imm8, a:any, u:imm32, d:any, e:any, f:=any, g:imm16 | R[f] := V[u](R[a], R[d], R[e]) | 4 | RPW | callv
CALLV       | x:imm8, a:any, u:imm32, d:any, e:any, f:=any, g:imm16 | R[f] := V[u](R[a], R[d], R[e], more), x arguments | 6 | RPW | callv
CALLI       | x:imm8, a:any, u:imm32, d:any, e:any, f:=any, g:imm16 | R[f] := method u of the interface that is the type of R[a], x arguments; null raises | 8 | RPW | calli
CALLF1      | x:imm8, a:any, u:type, d:any, e:any, f:=any, g:imm16 | R[f] := R[a](); R[a], of type u, counts as an argument; null raises | 5 | RPW | callf
CALLF2      | x:imm8, a:any, u:type, d:any, e:any, f:=any, g:imm16 | R[f] := R[a](R[d])                | 5 | RPW | callf
CALLF3      | x:imm8, a:any, u:type, d:any, e:any, f:=any, g:imm16 | R[f] := R[a](R[d], R[e])          | 5 | RPW | callf
CALLF       | x:imm8, a:any, u:type, d:any, e:any, f:=any, g:imm16 | R[f] := R[a](R[d], R[e], more), x arguments with R[a] | 6 | RPW | callf
NATIVE      | x:imm8, a:any, u:native, d:any, e:any, f:=any, g:imm16 | R[f] := N[u](R[a], R[d], R[e], more), x arguments, a C function | 4 | RPW | native
HOST        | x:imm8, a:any, u:host, d:any, e:any, f:=any, g:imm16 | R[f] := H[u](R[a], R[d], R[e], more), x arguments, a Python callable | 20 | RPW | host
RET         | a:any                            | leave the frame with R[a] as result                 | 1 | E  | ret
RETV        |                                  | leave the frame, no result                          | 1 | E  | retv
UNBOUND     |                                  | raise "Unbound function called": the body of methods without one | 1 | RE |
OUT         | a:any, b:imm16                   | out argument b of the call that returns next := R[a] | 1 |   | out
GETOUT      | a:=any, b:imm16                  | R[a] := out argument b of the call that just returned | 1 |  | getout
FAST        | x:imm8, a:=any, b:any, c:any     | if the flag of built-in function x is on: R[a] := x(R[b], R[c]), and jump over the NATIVE behind, which does the same in all cases | 1 |   | fast
SLENF       | x:imm8, a:=u32, b:str            | the same with R[a] := length of R[b] in bytes       | 1 |    | fast
ALENF       | x:imm8, a:=u32, b:arr            | the same with R[a] := number of elements of R[b]; null raises | 1 | R | fast

LDG         | a:=any, u:glob                   | R[a] := G[u]; handles are borrowed                  | 1 |    | glob
STG         | a:any, u:glob                    | G[u] := R[a]; no handles                            | 1 |    | globval
STGH        | a:hnd, u:glob                    | release G[u]; G[u] := R[a] counted                  | 2 | R  | glob
TAKEG       | a:=own, u:glob                   | R[a] := G[u]; G[u] := null                          | 1 |    | glob
GIVEG       | a:~own, u:glob                   | release G[u]; G[u] := R[a]; R[a] := null            | 2 | R  | glob

SFI         | a:=own, b:i64                    | R[a] := string(R[b]), a new string                  | 8 | R  | strdst
SFU         | a:=own, b:u64                    | R[a] := string(R[b])                                | 8 | R  | strdst
SFF         | a:=own, b:f32                    | R[a] := string(R[b])                                | 20 | R | strdst
SFD         | a:=own, b:f64                    | R[a] := string(R[b])                                | 20 | R | strdst
SFB         | a:=own, b:bool                   | R[a] := "true" or "false"                           | 4 | R  | strdst
SAPP        | a:~own, b:str                    | R[a] += R[b], in place when solely owned            | 4 | R  | strdst
SAPPI       | a:~own, b:i64                    | R[a] += string(R[b])                                | 8 | R  | strdst
SAPPU       | a:~own, b:u64                    | R[a] += string(R[b])                                | 8 | R  | strdst
SAPPF       | a:~own, b:f32                    | R[a] += string(R[b])                                | 20 | R | strdst
SAPPD       | a:~own, b:f64                    | R[a] += string(R[b])                                | 20 | R | strdst
SAPPB       | a:~own, b:bool                   | R[a] += "true" or "false"                           | 4 | R  | strdst
SLEN        | a:=u32, b:str                    | R[a] := length of R[b] in bytes                     | 1 |    |
SIDX        | a:=int, b:str, c:int             | R[a] := byte R[c] of R[b]; out of range raises      | 1 | R  | to_u8
SSET        | a:~own, b:int, c:int             | byte R[b] of R[a] := R[c], in place when solely owned | 4 | R | strdst
SEQ         | a:=bool, b:str, c:str            | R[a] := R[b] == R[c]                                | 2 |    |
SNE         | a:=bool, b:str, c:str            | R[a] := R[b] != R[c]                                | 2 |    |
SCMP        | a:=i32, b:str, c:str             | R[a] := -1, 0 or 1: bytes compared                  | 2 |    |

NEWARR      | a:=own, b:int, c:type            | R[a] := array of type c with R[b] zero elements     | 8 | R  | newarr
NEWARRI     | a:=own, b:imm16, c:type          | R[a] := array of type c with b zero elements        | 8 | R  | newarr
ALEN        | a:=u32, b:arr                    | R[a] := length of R[b]; null raises                 | 1 | R  |
AGET_I8     | a:=any, b:arr, c:int             | R[a] := R[b][R[c]]; null and out of bounds raise    | 1 | R  | aget
AGET_U8     | a:=any, b:arr, c:int             | R[a] := R[b][R[c]]                                  | 1 | R  | aget
AGET_I16    | a:=any, b:arr, c:int             | R[a] := R[b][R[c]]                                  | 1 | R  | aget
AGET_U16    | a:=any, b:arr, c:int             | R[a] := R[b][R[c]]                                  | 1 | R  | aget
AGET_I32    | a:=any, b:arr, c:int             | R[a] := R[b][R[c]]                                  | 1 | R  | aget
AGET_U32    | a:=any, b:arr, c:int             | R[a] := R[b][R[c]]; float bits too                  | 1 | R  | aget
AGET_64     | a:=any, b:arr, c:int             | R[a] := R[b][R[c]]; handles are borrowed            | 1 | R  | aget
ASET_8      | a:arr, b:int, c:any              | R[a][R[b]] := R[c]; null and out of bounds raise    | 1 | R  | aset
ASET_16     | a:arr, b:int, c:any              | R[a][R[b]] := R[c]                                  | 1 | R  | aset
ASET_32     | a:arr, b:int, c:any              | R[a][R[b]] := R[c]                                  | 1 | R  | aset
ASET_64     | a:arr, b:int, c:any              | R[a][R[b]] := R[c]; no handles                      | 1 | R  | aset
ASETH       | a:arr, b:int, c:hnd              | release R[a][R[b]]; R[a][R[b]] := R[c] counted      | 2 | R  | aseth
ATAKE       | a:=own, b:arr, c:int             | R[a] := R[b][R[c]]; the element := null             | 2 | R  | ageth
AGIVE       | a:arr, b:int, c:~own             | release R[a][R[b]]; R[a][R[b]] := R[c]; R[c] := null | 2 | R | aseth
AGETH       | a:~own, b:arr, c:int             | release R[a]; R[a] := R[b][R[c]] counted; null and out of bounds raise | 3 | R | ageth
ACOPY       | a:=own, b:arr                    | R[a] := copy of R[b], value elements copied; null raises | 8 | R | samehandle
AASSIGN     | a:arr, b:arr                     | elements of R[a] := copies of those of R[b]; null raises | 8 | R | samehandle
DGET        | x:imm8, a:=bool, b:obj, c:any, d:=any | R[a] := dictionary R[b] has a number for the key R[c]; R[d] := it as kind x, else 0 | 4 | RW | dget
DSET        | x:imm8, a:obj, b:any, c:any      | value of the key R[b] in dictionary R[a] := R[c], a number of kind x | 4 | R | dset

NEW         | a:=own, u:type                   | R[a] := new object of type u, fields zero; with a destructor: dead until BORN | 4 | R | new
BORN        | a:obj                            | from now on the destructor of R[a] will run         | 1 |    |
NONULL      | a:hnd                            | null raises: an object whose method is called next  | 1 | R  |
GETF        | a:=any, b:obj, c:imm16           | R[a] := field c of R[b]; null raises; handles are borrowed | 1 | R | getf
SETF        | a:obj, b:imm16, c:any            | field b of R[a] := R[c]; null raises; no handles    | 1 | R  | setf
SETFH       | a:obj, b:imm16, c:hnd            | release field b of R[a]; field := R[c] counted; null raises | 2 | R | setfh
TAKEF       | a:=own, b:obj, c:imm16           | R[a] := field c of R[b]; field := null; null raises | 2 | R  | getfh
GIVEF       | a:obj, b:imm16, c:~own           | release field b of R[a]; field := R[c]; R[c] := null; null raises | 2 | R | setfh
GETFH       | a:~own, b:obj, c:imm16           | release R[a]; R[a] := field c of R[b] counted; null raises | 3 | R | getfh
LDFN        | a:=hnd, u:glob                   | R[a] := the function that global u stands for; borrowed | 1 | R | ldfn
BINDF       | a:=own, u:func, d:obj            | R[a] := method u of R[d] as a function; null raises | 5 | RW | bindf
BINDV       | a:=own, u:imm32, d:obj           | R[a] := method u of the class or interface of R[d] as a function; null raises | 6 | RW | bindv
CASTO       | a:=hnd, b:hnd, c:type            | R[a] := R[b] if its object is of type c, derived from it or implements it, else null; borrowed | 2 | | cast
MATCH       | a:obj, b:obj                     | raise unless the object R[b] is of the class of R[a] or one derived from it; null raises | 2 | R |
FADD_F64    | a:obj, b:imm16, c:f64            | field b of R[a] += R[c]; null raises                | 2 | R  | fieldop
FSUB_F64    | a:obj, b:imm16, c:f64            | field b of R[a] -= R[c]; null raises                | 2 | R  | fieldop
FADD_I32    | a:obj, b:imm16, c:i32            | field b of R[a] := i32(field + R[c]); null raises   | 2 | R  | fieldop
FADDI_I32   | a:obj, b:imm16, c:simm16         | field b of R[a] := i32(field + c); null raises      | 2 | R  | fieldop
ADDF_F64    | x:imm8, a:=f64, b:f64, c:obj     | R[a] := R[b] + field x of R[c]; null raises         | 2 | R  | opfield
SUBF_F64    | x:imm8, a:=f64, b:f64, c:obj     | R[a] := R[b] - field x of R[c]; null raises         | 2 | R  | opfield
RSUBF_F64   | x:imm8, a:=f64, b:f64, c:obj     | R[a] := field x of R[c] - R[b]; null raises         | 2 | R  | opfield
MULF_F64    | x:imm8, a:=f64, b:f64, c:obj     | R[a] := R[b] * field x of R[c]; null raises         | 2 | R  | opfield
SUBFF_F64   | x:imm8, a:=f64, b:obj, c:obj     | R[a] := field x of R[b] - field x of R[c]; null raises | 3 | R | opfields
MULFF_F64   | x:imm8, a:=f64, b:obj, c:obj     | R[a] := field x of R[b] * field x of R[c]; null raises | 3 | R | opfields
LDREF       | a:=any, b:obj, c:i64             | R[a] := field or element R[c] of R[b], of null global R[c]; another kind raises; handles are borrowed | 4 | R | ref
STREF       | a:obj, b:i64, c:any              | field or element R[b] of R[a], of null global R[b] := R[c]; no handles | 4 | R | stref
STREFH      | a:obj, b:i64, c:hnd              | release field or element R[b] of R[a], of null global R[b]; it := R[c] counted | 4 | R | stref

CALLB1      |                                  | in an instance's copy of the code, in place of FAST, SLENF, ALENF: the CALL1 that stands behind it | 0 | E | internal
CALLB2      |                                  | the same for CALL2                                  | 0 | E | internal
CALLK       |                                  | there in place of a NATIVE: CALL that holds the handles among its arguments, in a frame of its own | 0 | E | internal
CALLK1      |                                  | the same with up to three arguments, the first of which is the only handle | 0 | E | internal
CALLBK1     |                                  | the CALLK1 with one argument that stands behind it  | 0 | E | internal
KEPT        |                                  | release what CALLK has held, give its result on: functions that it calls return here | 0 | E | internal
"""


def _parse(table: str) -> tuple[Opcode, ...]:
    ops = []
    for line in table.strip().splitlines():
        if not line.strip():
            continue
        name, operands, effect, cost, props, *check = _columns(line)
        parsed = []
        for item in filter(None, (o.strip() for o in operands.split(","))):
            field, cls = item.split(":")
            role = cls[0] if cls[0] in "=~" else ""
            parsed.append(Operand(field, role, cls[len(role):]))
        ops.append(Opcode(name, tuple(parsed), effect, int(cost), props, check[0] if check else ""))
    return tuple(ops)


def _columns(line: str) -> list[str]:
    """Split at ` | ` or a trailing `|`; a bare `|` inside an effect stands between non-blanks or as ` R | R `."""
    cells = [c.strip() for c in line.split("|")]
    # An effect may itself contain "|": name, operands | effect... | cost | props | check
    while len(cells) > 6 or (len(cells) > 3 and not cells[3].isdigit()):
        cells[2:4] = [cells[2] + " | " + cells[3]]
    return cells


OPCODES: tuple[Opcode, ...] = _parse(_TABLE)
"""All opcodes; an opcode's number is its position."""
