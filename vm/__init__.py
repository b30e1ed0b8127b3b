"""The virtual machine: opcode table, programs, linear memory, interpreter, verifier and bytecode files."""
