"""Read a YAML file that a person wrote: plain values only, no repeated keys, and every mistake with its line."""

from pathlib import Path
from typing import Any

import yaml

from safetystats.errors import InputError


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping in the YAML file `path`.

    Raises :class:`InputError` when the file is missing, empty, not UTF-8, not a mapping, not valid YAML, repeats a key or
    asks for a Python object.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"There is no file {path}; check the path.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start + 1}); save it as UTF-8.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    try:
        content = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"{path}{line}: {_explain(error)}.") from None
    except (RecursionError, ValueError):
        raise InputError(f"{path} holds something too deep or too large to be read; write a plain card.") from None
    except yaml.YAMLError as error:
        raise InputError(f"{path}: not valid YAML ({error}).") from None
    if content is None:
        raise InputError(f"{path} is empty; a mapping of keys to values was expected.")
    if not isinstance(content, dict):
        raise InputError(f"{path} holds a {type(content).__name__}; a mapping of keys to values was expected.")
    return content


class _PlainLoader(yaml.SafeLoader):
    """A SafeLoader that refuses a repeated key, which YAML would silently overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key {key.value!r} is given twice; keep one", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep)


# Dates stay text: a period such as 2011-10-01 must not become an object of another type behind the writer's back.
_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _explain(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or "not valid YAML"
    if "could not determine a constructor for the tag" in problem:
        tag = problem.split("'")[1].replace("tag:yaml.org,2002:", "!!")
        return f"the tag {tag} is not allowed; write plain text, numbers, lists and mappings only"
    return problem.replace("\n", " ").rstrip(".")
