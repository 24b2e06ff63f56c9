"""Whether a test can fail: what its syntax tree asserts, by itself or through its helpers."""

import ast
from pathlib import Path

PROJECT = Path(__file__).parents[2]
FOLLOWED = 3  # from a test to a helper of a helper of a helper


class Module:
    """The functions and methods of a module of tests, and from where it imports others."""

    def __init__(self, source: str) -> None:
        self.functions: dict[str, ast.FunctionDef] = {}
        self.imported: dict[str, tuple[Path, str]] = {}
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef):
                self.functions[node.name] = node
            elif isinstance(node, ast.ClassDef):
                methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
                self.functions |= {f".{one.name}": one for one in methods}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
                path = PROJECT.joinpath(*node.module.split(".")).with_suffix(".py")
                self.imported |= {one.asname or one.name: (path, one.name) for one in node.names}


def is_telling(condition: ast.expr) -> bool:
    """Tell whether what is asserted could be false: it names something that is not fixed."""
    return any(
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        for node in ast.walk(condition)
    )


def is_raises(node: ast.AST) -> bool:
    """Tell whether a node is a call of pytest.raises."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="pytest"), attr="raises")):
            return True
    return False


def called_by(function: ast.FunctionDef) -> set[str]:
    """Return the names of the functions that a function calls; a dot stands before methods."""
    found = set()
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                found.add(name)
            case ast.Call(func=ast.Attribute(attr=name)):
                found.add(f".{name}")
    return found


def asserts(function: ast.FunctionDef, module: Module, depth: int = FOLLOWED) -> bool:
    """Tell whether a function, or one that it calls, asserts something that could be false."""
    for node in ast.walk(function):
        if is_raises(node) or (isinstance(node, ast.Assert) and is_telling(node.test)):
            return True
    return depth > 0 and any(
        helper_asserts(name, module, depth - 1) for name in called_by(function)
    )


def helper_asserts(name: str, module: Module, depth: int) -> bool:
    """Tell whether a helper asserts something, which the module has or imports."""
    if name in module.functions:
        return asserts(module.functions[name], module, depth)
    path, original = module.imported.get(name, (Path(), ""))
    return path.is_file() and helper_asserts(original, Module(path.read_text()), depth)


def acts(function: ast.FunctionDef) -> bool:
    """Tell whether a test does anything, in what it asserts or before."""
    return any(isinstance(node, ast.Call) and not is_raises(node) for node in ast.walk(function))


def faults(function: ast.FunctionDef, module: Module) -> list[str]:
    """Return why a test cannot fail as a test should."""
    found = []
    if not asserts(function, module):
        found.append("asserts nothing that could be false")
    if not acts(function):
        found.append("does nothing")
    return found
