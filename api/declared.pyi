from typing import final

from seraphscript.registry.views import Declarations

@final
class UnitDeclarations(Declarations): ...
