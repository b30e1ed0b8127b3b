"""dictionary<K, V>: an insertion-ordered hash table; any: one value of any type; ref: a handle to any object.

`dictionary` without arguments has string keys and values of any type (`dictionaryValue`), as in the C++ add-on.
Declarations only: storing and fetching values is compiled with the types that the place asks for, the rest are C
functions.
"""

from __future__ import annotations

from seraphscript.modules.string import lines, name_of
from seraphscript.registry.module import Module

_METHODS = """
bool exists(const K &in key) const
bool delete(const K &in key)
void deleteAll()
void clear()
uint getSize() const
bool isEmpty() const
uint capacity() const
void reserve(uint count)
void shrinkToFit()
array<K>@ getKeys() const
array<V>@ getValues() const
bool opEquals(const dictionary<K, V> &in other) const
"""


def module() -> Module:
    """The module, new."""
    dictionary = Module(name="dictionary")
    kind = dictionary.native_type("dictionary<class K, class V>", "dictionary")
    kind.constructor("dictionary<K, V>@ dictionary()", intrinsic="DICT_NEW")
    kind.method("void set(const K &in key, const V &in value)", intrinsic="DICT_SET")
    kind.method("bool get(const K &in key, V &out value) const", intrinsic="DICT_GET")
    kind.method("V &opIndex(const K &in key)", intrinsic="DICT_INDEX")
    kind.method("const V &opIndex(const K &in key) const", intrinsic="DICT_INDEX")
    for method in lines(_METHODS):
        kind.method(method, native=f"dictionary.{name_of(method)}")
    dictionary.native_type("dictionaryValue", "any")
    box = dictionary.native_type("any", "any")
    box.constructor("any@ any()", intrinsic="ANY_NEW")
    box.method("void store(const ?&in value)", intrinsic="ANY_STORE")
    box.method("bool retrieve(?&out value) const", intrinsic="ANY_RETRIEVE")
    dictionary.native_type("ref", "ref")
    return dictionary
