"""The code generator's state: the structs and small inline helpers that all its parts share.

What it is: `Gen` (output tables of one build and the function in progress) and `Value` (what an
expression compiled to). Parts: `emit` (words, registers, jumps, finishing a function), `types` (type nodes
to TypeRefs), `names` (scopes and locals), `convert`, `fold`, `call`, `lvalue`, `expr`, `literal`
(expressions), `stmt` (statements), `declare` (registration passes), `assemble` (the Program), `driver`.

Invariants
- All parts are `noexcept nogil`; the only failure channels are diagnostics in the workspace and `g.failed`
  (out of memory). After an error a part returns a Value of type TI_ERROR, which silences follow-ups.
- Nothing keeps a pointer into a growable array across a call that may append to it.

Registers while a function is being generated
- Parameters are 0 .. nparams-1, plain registers follow; owned registers (handles that this frame must release)
  are numbered OWN | 0, 1, ... . A register keeps its kind for the whole function, so a free one is
  taken again only for the same kind. What is taken lies on two stacks (`top` and `own_top` are their
  heights, not register numbers); freeing goes down to a height. `gen_finish` renumbers: owned registers
  directly behind the parameters (FuncDef.own), plain ones behind these.
- An owned register that is not in use is null (ENTER clears them, DROP and moves leave null), so a DROP
  behind a join is right even if only one branch filled the register.
- Handle parameters are borrowed. A function that assigns to one is generated again with
  that parameter copied to an owned register at entry (`param_own`, `restart`).
- Calls pass all parameters but the &out ones, in order (`this` first). &out results come back by GETOUT, in order.
- Strings are values, so a method of string that is not const (`s.insert(0, "x")`, `s.clear()`) cannot change its
  `this` in place: the C function has one more out, after its declared ones: the changed string (owned; the same
  handle, counted again, where it was changed in place). The caller stores it where the string came
  from (variable, global, element; a temporary's is dropped). Natives of array methods change the object itself.
- A borrowed handle in a plain register stays valid only while its owner is unchanged: only local
  variables (no callee can reach them) and literals are lent across a call; globals and elements are copied.
"""
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from seraphscript.compiler.intmap cimport IntMap
from seraphscript.compiler.workspace cimport Workspace
from seraphscript.registry.context cimport CompilationContext
from seraphscript.registry.tier cimport FuncRef, GlobalRef, ScopeRef, TypeRef
from seraphscript.vm.layout cimport (
    ExternDef, FieldDef, FuncDef, GlobalDef, ImplDef, LineDef, LocalDef, TryDef, TypeDef,
)

cdef enum:
    OWN = 0x8000                # register number flag: owned range
    NO_REG = 0xFFFF
    MAX_LOCALS = 8192
    MAX_LOOPS = 256

cdef enum ValueSort:
    V_NONE = 0                  # void, or an error was reported (type TI_ERROR)
    V_CONST = 1                 # primitive or enum constant: bits (canonical slot)
    V_LIT = 2                   # string literal: index = literal row
    V_NULL = 3                  # null
    V_REG = 4                   # r-value in register reg; `owned`: a temporary that must be moved or dropped
    V_LOCAL = 5                 # variable in register reg (lvalue unless is_const)
    V_GLOBAL = 6                # global variable: index = GlobalRef (lvalue unless is_const)
    V_ELEM = 7                  # array element: reg = array handle, index = register with the index
    V_BYTE = 8                  # byte of a string variable: reg = string, index = index register; owner says where
                                # the string lives, so that a store can go back there
    V_FUNC = 9                  # name of functions: index = first FuncRef of the script tier, index2 = of the FFI tier
    V_METHOD = 10               # object.name before the call: node = Member node; object is evaluated at the call
    V_TYPE = 11                 # name of a type (constructor call follows, or scope)
    V_LIST = 12                 # initialisation list, not compiled yet: node
    V_LAMBDA = 13               # not compiled yet: node
    V_FIELD = 14                # field of an object: reg = object, index = slot (lvalue unless is_const)
    V_DICT = 15                 # entry of a dictionary: reg = dictionary, index = register with the key, index2 = type of
                                # the dictionary (see dictvalue)
    V_PROP = 16                 # property with accessors, not called yet: index = row in Gen.props. Only `place` gives it
    V_REF = 17                  # what a function returned by reference: reg = owner of the place, index = register with
                                # its number (LDREF)
    V_PARTS = 18                # value of the host in registers (parts.pyx): index = first of its rows in Gen.parts, index2 =
                                # 1 + index of the variable that it is (lvalue unless is_const), 0: a temporary

cdef struct Part:               # a field of a V_PARTS
    uint32_t reg
    uint32_t local              # 1 + index of the variable whose register it is, 0: a temporary's

cdef struct Value:
    uint8_t sort                # ValueSort
    uint8_t owned               # V_REG: reg is an owned temporary
    uint8_t is_const            # lvalue that must not be written (const variable, const array ...)
    uint8_t fresh               # a value that nobody else refers to (result of a call, a new array): by-value
                                # targets may take it without a copy
    uint8_t lent                # V_FIELD: its object lives as long as this function's frame or the statement (a variable,
                                # `this`, a temporary), and so does an object that the field holds by value
    TypeRef type                # without T_CONST on primitives
    uint32_t reg
    uint32_t index
    uint32_t index2
    int64_t bits
    uint32_t node               # for messages
    # V_BYTE: where the string lives, so that the changed string can be stored back
    uint8_t owner_sort          # V_LOCAL, V_GLOBAL, V_ELEM, V_FIELD, V_REF or V_REG (a temporary: not assignable)
    uint32_t owner_reg
    uint32_t owner_index

cdef struct Local:
    uint32_t name
    TypeRef type
    uint32_t reg
    uint32_t depth              # block depth it belongs to
    uint32_t shadowed           # index + 1 of the local of the same name further out, 0: none
    uint32_t offset             # source offset of its declaration
    uint8_t is_const
    uint8_t used
    uint8_t is_param            # borrowed parameter register
    uint8_t mode                # PM_* of a parameter
    uint8_t shared              # an object by value of which a handle was taken
    uint32_t row                # 1 + row in Gen.scopes, 0: none; of a variable in parts the last one of its fields
    uint32_t parts              # 1 + first of its rows in Gen.parts, 0: it is in one register
    uint32_t origin             # parameter of an inlined function: 1 + index of the caller's variable in whose register it is

cdef struct Label:              # a jump target; place is NO_PLACE until it is set
    int32_t place
    uint32_t cost               # fs.cost_sum at its place
    uint32_t chain              # 1 + index of the last pending jump in g.jumps

cdef enum:
    NO_PLACE = -1

cdef struct Jump:               # a jump word that waits for its label
    uint32_t word
    uint32_t chain
    uint32_t form               # 0: 32-bit offset, 1: 16-bit offset

cdef struct Loop:               # enclosing loop or switch
    uint32_t break_label        # index in g.labels
    uint32_t continue_label
    uint8_t is_switch
    uint8_t has_break
    uint32_t own_top            # owned registers to keep on break and continue

cdef enum:                      # ClassInfo.flags
    CI_INTERFACE = 1
    CI_HAS_DTOR = 2             # the class or a base of it has a destructor
    CI_TRIVIAL_INIT = 4         # NEW alone makes a default object: no constructor is called
    CI_NO_DEFAULT = 8           # no object without arguments: no such constructor, abstract ...
    CI_NO_COPY = 16             # no copy constructor, and none is generated
    CI_NO_ASSIGN = 32           # no assignment of the content
    CI_ABSTRACT = 64
    CI_OWN_CTOR = 128           # declares constructors, so that none is generated
    CI_OWN_COPY = 256           # declares (or deletes) its copy constructor
    CI_OWN_ASSIGN = 512         # declares (or deletes) an opAssign for its own type
    CI_FINAL = 1024
    CI_DERIVED = 2048           # another class derives from it
    CI_CYCLIC = 4096            # its objects may lie in a cycle; CI_ACYCLIC: certainly not; neither: not known yet
    CI_ACYCLIC = 8192
    CI_CYCLE_BUSY = 16384       # being looked at, for cycles of one sort or another
    CI_CONTAINED = 32768        # what it contains by value has been looked at
    CI_BROKEN = 131072          # what it derives from is wrong: nobody knows what members it has
    CI_PARTS = 262144           # plain data of few numbers: values of it can lie in registers
    CI_LIST = 65536             # initialisation lists with a value for each member are arguments of its constructor

cdef enum:                      # ClassInfo.state
    CS_NAMES = 0                # its name is known
    CS_BUSY = 1                 # its bases are being looked up
    CS_COMPLETE = 2
    CS_KNOWN = 3                # what it has been asked for by construct: constructors, copies, assignment

cdef struct ClassInfo:          # a class or interface of the unit; row 0 of Gen.classes is unused
    TypeRef type, base          # base class, 0: none
    uint32_t node               # Class or Interface node
    uint32_t flags              # CI_*
    uint32_t state              # CS_*
    uint32_t depth              # bases above it
    uint32_t first_field, nfields, total_fields   # its own FieldRecs (script tier); number with the inherited ones
    uint32_t first_func, end_func                 # its own FuncRecs (script tier), aliases of inherited ones among them
    uint32_t impls, nimpls      # range in Gen.iface_refs: interfaces that it implements or extends, all of them
    uint32_t vt, nvt            # range in Gen.vtable_refs: classes: by slot; interfaces: all methods in order
    uint32_t inclusions         # first of its rows in Gen.inclusions, 0: no mixins
    uint32_t row                # row in the program's types
    FuncRef ctors               # first of its constructors, chained through FuncRec.next
    FuncRef default_ctor, copy_ctor, assign, dtor   # 0: none (yet: generated ones are made when asked for)
    FuncRef assign_any          # assigns to an object that may be of a derived class, 0: not asked for

cdef enum:
    CTOR_FIELDS = 256           # the first fields of a class, which a constructor's body may initialise
    CTOR_WORDS = 4              # of 64 bits each

cdef struct CtorState:          # how far the constructor in progress is, at this place
    uint8_t called              # super(...) or this(...) has been called
    uint64_t pending[4]         # CTOR_WORDS: bit k: the class's own field k will be initialised further on

cdef struct LambdaInfo:         # an anonymous function with one of its signatures
    FuncRef func, outer         # itself; the function around it
    uint32_t number             # of those within `outer`, from 1 on
    uint32_t before             # 1 + row of another one of the same node, 0: none
    uint32_t first_name, end_name       # range in Gen.captured: local variables around it that its tokens name
    uint32_t first_using, end_using     # ... and the namespaces in use at its place

cdef struct FuncType:           # a signature for which there are handles
    TypeRef type                # the first funcdef that has it
    uint32_t row                # in the program's types

cdef struct FuncState:
    FuncRef func
    uint32_t lambda_            # 1 + row in Gen.lambdas, 0: it is no anonymous function
    TypeRef owner               # type of `this`, which is register 0; 0: not a method
    uint8_t this_const          # `this` is read-only
    uint8_t is_ctor
    uint8_t ctor_calls          # what the constructor's body calls (constructor.pyx)
    CtorState ctor
    TypeRef ret
    uint32_t start              # first word of the function in g.code
    uint32_t top, own_top       # heights of the stacks of taken registers
    uint32_t nplain, nown       # registers of the function so far; nplain counts the parameters
    uint32_t nparams
    uint32_t depth              # block depth
    uint32_t first_local
    uint32_t nloops
    uint32_t last_target        # word of the last label placed: no peephole across it
    uint32_t last_instr         # word at which the last instruction begins
    uint32_t last_fast          # word of the last FAST, SLENF or ALENF
    uint32_t lines              # first row of its line table
    uint32_t scopes             # first row of its local variables
    uint32_t tries              # first row of its try table
    uint32_t cost_sum           # running sum of opcode costs
    uint64_t param_own          # parameters that need an owned copy
    int restart                 # generate again (param_own or wide changed)
    int wide                    # no 16-bit jumps
    int long_loops              # back edges by LOOP only
    ScopeRef scope              # namespace (or member scope) in which names are looked up
    uint32_t nouts
    uint32_t first_out          # &out parameters are the locals from this index on, in order
    uint32_t dead               # statements in progress that control cannot reach; their code will be dropped
    uint32_t reachable          # code at this place can be reached

cdef struct Arg:                # a written argument of a call, or what a parameter gets
    Value v                     # if `ready`
    uint32_t node               # expression, 0: none (`v` only, or the default)
    uint32_t name               # named argument: name id
    uint32_t param              # parameter it goes to
    uint32_t reg                # register in which it is passed
    int ready                   # evaluated

cdef enum:
    MAX_INDEX = 8               # arguments of an indexed property

cdef struct Prop:               # a property that stands in an expression
    FuncRef get, ffi_get        # first of the functions named get_NAME, of either tier
    FuncRef set, ffi_set
    TypeRef instance            # type of the object, 0: accessors of a namespace
    int const_object
    uint32_t name               # 0: get_opIndex, set_opIndex
    Value object
    Value args[8]               # MAX_INDEX: indices, evaluated
    uint32_t nargs

cdef struct SharedRow:          # a shared entity that the unit declares
    uint32_t node, sort
    ScopeRef scope
    uint32_t ref                # TypeRef or FuncRef

cdef struct Inclusion:          # a class includes a mixin
    TypeRef owner, mixin
    uint32_t node               # the name of the mixin behind that of the class
    ScopeRef scope              # in which what it brings looks for names
    uint32_t next               # next inclusion of the class, 0: none

cdef struct Gen:
    Workspace *w
    CompilationContext *cx
    int failed
    # output tables of the build, reused between builds
    uint64_t *code
    FuncDef *funcs
    uint32_t *kinds
    TypeDef *types
    TypeRef *type_refs          # TypeRef of each row of types
    FieldDef *fields
    uint32_t *vtables           # function rows
    ImplDef *impls
    GlobalDef *globals
    uint64_t *consts
    uint8_t *const_kinds
    uint32_t *lit_offsets
    char *lits
    ExternDef *natives
    ExternDef *hosts
    uint32_t *native_next       # row -> 1 + earlier row of the same function
    uint32_t *host_next
    LineDef *lines
    LocalDef *scopes            # local variables of all functions; of the one in progress with name ids and types
    TryDef *tries
    uint32_t *dbg_offsets
    char *dbg
    uint32_t ncode, nfuncs, nkinds, ntypes, nfields, nvtables, nimpls, nglobals, nconsts, nlits, lits_len, nnatives, nhosts
    uint32_t nlines, nscopes, ntries, ndbg, dbg_len
    uint32_t cap_fields, cap_vtables, cap_impls
    uint32_t cap_code, cap_funcs, cap_kinds, cap_types, cap_globals, cap_consts, cap_lits, cap_lits_len, cap_natives
    uint32_t cap_hosts, cap_lines, cap_scopes, cap_tries, cap_dbg, cap_dbg_len
    # scratch of the function in progress
    Local *locals               # scratch
    uint32_t nlocals, cap_locals
    uint32_t locals_floor       # locals up to this index + 1 are hidden (globals and defaults compiled on demand)
    uint32_t *local_of          # name id -> index + 1 of the visible local, 0: none; cleared through undo
    uint32_t cap_local_of
    Label *labels
    uint32_t nlabels, cap_labels
    Jump *jumps
    uint32_t njumps, cap_jumps
    uint32_t *reg_kinds         # kind word of plain register i
    uint32_t *reg_next          # free list of plain registers of one kind: 1 + next
    uint32_t *reg_stack         # taken plain registers
    uint32_t *own_kinds         # the same for owned registers, by number without OWN
    uint32_t *own_next
    uint32_t *own_stack
    uint32_t reg_free[32]       # by kind: 1 + first free register
    uint32_t own_free[32]
    uint32_t cap_regs, cap_owns
    uint32_t *scratch           # for compute_costs
    uint32_t cap_scratch
    IntMap const_map            # bits and kind -> row + 1
    IntMap lit_map              # hash of the bytes -> row + 1
    IntMap extern_map           # FuncRef -> row + 1 of the last row of that function
    IntMap type_map             # TypeRef -> row + 1
    IntMap text_map             # name_key() of a variable, or its type -> debug string
    uint32_t *line_starts       # source offsets at which lines begin, all sections
    uint32_t nline_starts, cap_line_starts
    uint32_t line_hint
    uint32_t line_from, line_to, line_first     # offsets of the section of the last place, and its first line
    Loop loops[256]             # MAX_LOOPS
    int64_t *case_values        # constants of the open switch statements
    uint32_t *case_labels
    uint32_t ncases, cap_cases
    ScopeRef usings[64]         # active `using namespace` of the unit and block, innermost last
    ScopeRef using_in[64]       # ... the namespace that each of them holds in, 0: everywhere
    uint32_t nusings
    FuncRef *requested          # generated functions that something calls; the first ngenerated have a body
    uint32_t nrequested, ngenerated, cap_requested
    uint32_t ctor_work          # words and tokens of initialisers so far, which every constructor repeats
    SharedRow *shared           # in order of declaration
    uint32_t nshared, cap_shared
    uint32_t in_shared          # shared code or a shared declaration is in work
    uint32_t own_sections       # number of the unit's own sections if texts of other units follow, else 0
    uint32_t manifest           # debug string: what the program shares
    TypeRef *mixins             # in order of declaration
    Inclusion *inclusions       # row 0 is unused
    uint32_t nmixins, cap_mixins, ninclusions, cap_inclusions
    uint32_t mixin_work         # tokens of mixins so far, once for each class that includes them
    ClassInfo *classes          # classes and interfaces of the unit, in order of declaration
    uint32_t *class_order       # their rows, bases before what derives from them
    FuncRef *vtable_refs
    TypeRef *iface_refs
    ClassInfo **host_ifaces     # interfaces of the host that the unit uses
    uint32_t nhost_ifaces, cap_host_ifaces, nasked_ifaces     # asked: their methods have rows
    ClassInfo **values          # value types of the host that the unit uses
    uint32_t nvalues, cap_values, ndeclared_values      # declared: their members are
    int declaring               # members of classes are being declared: those of value types wait until this is done
    int all_values              # compile every function of every value type of the host
    uint32_t nclasses, cap_classes, norder, cap_order, nvtable_refs, cap_vtable_refs, niface_refs, cap_iface_refs
    uint32_t unit_name          # debug string
    LambdaInfo *lambdas
    uint32_t *captured
    FuncType *func_types
    uint32_t nlambdas, cap_lambdas, ncaptured, cap_captured, nfunc_types, cap_func_types
    uint32_t *section_strings   # debug string of each section's name
    uint32_t nsection_strings, cap_section_strings
    uint32_t prelude_roots[4]   # first declaration of each text of the prelude, 0: not parsed
    FuncRef copier              # copies class objects that dictionaries own (dictcopy), 0: nobody calls it
    TypeRef *stored             # classes of such objects
    uint32_t nstored, cap_stored, copier_waits      # it is called and not compiled yet
    uint32_t prelude_used       # functions of the prelude that wait to be compiled
    FuncState fs
    Arg *args                   # stack of the arguments of all calls in progress
    uint32_t nargs, cap_args
    Prop *props                 # of the function in progress
    uint32_t nprops, cap_props
    uint32_t expr_depth
    int converting              # a conversion by the script's code is being looked for: no others then
    uint32_t hint_work          # steps that hints have taken in this build (hints.pyx)
    int hidden_calls            # the unit has classes with operators or properties: calls that no syntax shows
    uint32_t outer_depth        # trees compiled from within another one: defaults, constants, initialisers by dependency
    size_t outer_base           # where the C stack stood at the first of them
    uint32_t default_depth, default_work        # defaults within defaults: nesting, and their number in the outermost one
    uint32_t copy_depth, copy_work              # the same for copies of objects that defaults of copy constructors take
    int initialising            # the initialisers of globals are being generated, and read ...
    uint32_t init_needed        # ... this global (0: none) before its own initialisation
    Part *parts                 # of the function in progress
    uint32_t *boxed             # offsets of its variables that must be objects, found out while it was generated
    uint32_t nparts, cap_parts, nboxed, cap_boxed
    uint32_t value_start        # where the code of the value that is being assigned begins, NO_REG: unknown
    int whole                   # conditional expressions give objects
    uint32_t inline_depth, inline_work      # functions that are being compiled into another one; tokens of all so far
    Value inline_this           # `this` of the innermost one


cdef struct Mark:               # what gen_rollback needs to forget code that was generated on trial
    uint32_t ncode, nlines, nscopes, ntries, nlabels, njumps, nlocals
    uint32_t last_target, last_instr, last_fast, cost_sum, top, own_top
    uint32_t diag_count, error_count, messages_len
    int restart, wide
    uint64_t param_own
