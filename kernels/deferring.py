"""Two numba compilers: for functions that are only ever inlined, and for the entries they end in.

Numba optimises a function together with all that it calls, and turns it into machine code, before
another may inline it: again at every level of the call tree.  Here a function is optimised by
itself; only the one entry that Python calls links all that it needs, is optimised as a whole and
becomes machine code.  That halves the time from a cold start to the first lifetime.  (Leaving out
the functions' own optimisation saves one second more and costs a third of the speed.)

No index of these functions is negative, on a GPU as little, so none is wrapped around.

An entry is one large function with more pointers than a processor has registers.  There LLVM's loop
strength reduction, which gives every address in a loop a counter of its own, makes counters that
do not fit, so each is read from memory, moved on and written back.  Entries go without.

All that is private to numba is in this file and ``compiling``; numba's version is pinned for it.
"""

import ctypes
from typing import Any
from unittest import mock

from llvmlite import binding as llvm  # type: ignore[import-untyped]
from numba import _dynfunc, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.targetconfig import ConfigStack
from numba.np import arrayobj

# What a call from Python reaches instead of machine code: it sets a TypeError.
_REFUSE = ctypes.cast(ctypes.pythonapi.PyErr_BadArgument, ctypes.c_void_p).value


class _Deferred(JITCodeLibrary):  # type: ignore[misc]
    """Code that waits to be linked into an entry."""

    def finalize(self) -> None:
        """Declare this library complete; nothing is linked before an entry asks."""
        self._raise_if_finalized()
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)
        self._finalize_dynamic_globals()
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        """Return this library and all that it needs as one module; only entries ask for it."""
        needed = {self: None}  # A dictionary keeps the order: results must not depend on hashes.
        queue = [self]
        while queue:
            for library in queue.pop()._linking_libraries:
                if library not in needed:
                    needed[library] = None
                    queue.append(library)
        whole = self._final_module.clone()
        for library in list(needed)[1:]:
            deferred = isinstance(library, _Deferred)
            part = library._final_module if deferred else library._get_module_for_linking()
            whole.link_in(part, preserve=True)
        # As numba does: several entries may bring the same function.
        for function in whole.functions:
            if not function.is_declaration and function.linkage == llvm.Linkage.external:
                function.linkage = "linkonce_odr"
        return whole


class _Entry(JITCodeLibrary):  # type: ignore[misc]
    """Code that becomes machine code, with all that it calls."""

    def _finalize_specific(self) -> None:
        """Make machine code, without loop strength reduction.

        LLVM knows this switch for the whole process only; numba's compiler lock is held.
        """
        llvm.set_option("", "-disable-lsr=true")
        try:
            super()._finalize_specific()
        finally:
            llvm.set_option("", "-disable-lsr=false")


class Entering(Compiler):  # type: ignore[misc]
    """Numba's usual pipeline, with a library of ours."""

    library: type[JITCodeLibrary] = _Entry

    def compile_extra(self, func: Any) -> Any:
        """Compile a Python function."""
        state = self.state
        state.library = self.library(state.targetctx.codegen(), func.__qualname__)
        state.library.enable_object_caching()
        return super().compile_extra(func)


class Deferring(Entering):
    """The same, but that its result is good for linking only."""

    library = _Deferred

    def compile_extra(self, func: Any) -> Any:
        """Compile a Python function."""
        state = self.state
        state.flags.no_cpython_wrapper = True
        state.flags.no_cfunc_wrapper = True
        state.targetctx.get_executable = _not_callable
        with mock.patch.object(arrayobj, "fix_integer_index", _index):
            return super().compile_extra(func)


_numbas_index = arrayobj.fix_integer_index


def _index(context: Any, builder: Any, index_type: Any, index: Any, size: Any) -> Any:
    """An index as it is; as numba has it in what numba compiles of its own meanwhile."""
    if ConfigStack.top_or_none().nrt:
        return _numbas_index(context, builder, index_type, index, size)
    return context.cast(builder, index, index_type, types.intp)


def _not_callable(library: Any, descriptor: Any, env: Any) -> Any:
    """Return what numba calls instead of machine code, and other functions are linked by."""
    return _dynfunc.make_function(
        descriptor.lookup_module(), descriptor.qualname.split(".")[-1],
        "to be called from compiled code", _REFUSE, env, (library,),
    )  # fmt: skip
