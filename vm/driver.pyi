from seraphscript.vm.program import Program

class InstanceState:
    @property
    def program(self) -> Program: ...
