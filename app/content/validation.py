"""Plain data against a model, with every mismatch told as a fault at its place."""

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.content.document import EVENT_FORMS
from app.content.yaml_file import Steps, YamlFile
from app.nearest import nearest

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], file: YamlFile, data: Any, at: Steps = ()) -> Model | None:
    """The document, or None when it has faults, which are then in `file`. `at` is where in the file `data` stands."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for details in error.errors():
            _tell(model, file, at, details)
        return None


def _tell(model: type[BaseModel], file: YamlFile, at: Steps, details: ErrorDetails) -> None:
    steps = tuple(step for step in details["loc"] if step not in EVENT_FORMS and step != "[key]")
    path = (*at, *steps)
    context = details.get("ctx", {})
    match details["type"]:
        case "missing":
            if file.node(path) is None:  # else it is there and blank, which has been told
                file.fault(path[:-1], f"{steps[-1]!r} is missing", _example(model, steps))
        case "extra_forbidden":
            file.fault(path, f"unknown key {str(steps[-1])!r}", _known(model, steps), key=True)
        case "content":
            if "index" in context:
                path = (*path, context["index"])
            file.fault(path, context["what"], context["advice"])
        case "enum":
            values = [value.strip("'") for value in context["expected"].replace(" or ", ", ").split(", ")]
            near = nearest(str(details["input"]), values)
            advice = (
                f"Did you mean {near!r}? It is one of: {', '.join(values)}"
                if near
                else f"Use one of: {', '.join(values)}"
            )
            file.fault(path, f"{details['input']!r} is not valid for {steps[-1]!r}", advice)
        case "too_short":
            file.fault(path, f"{steps[-1]!r} needs at least {context['min_length']}", "Add one")
        case "model_type" | "dict_type" | "model_attributes_type":
            file.fault(
                path, "a text or a list where keys and values belong", "Write keys under it, each with its value"
            )
        case _:
            file.fault(path, details["msg"], "See docs/content-format.md")


def _model_at(model: type[BaseModel], steps: Steps) -> type[BaseModel]:
    """The model of the mapping in which the last step stands."""
    for step in steps[:-1]:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if isinstance(step, str) and step in fields:
            model = _inner(fields[step].annotation) or model
    return model


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)


def _keys(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _known(model: type[BaseModel], steps: Steps) -> str:
    keys = _keys(_model_at(model, steps))
    near = nearest(str(steps[-1]), keys)
    if near:
        return f"Did you mean {near!r}?"
    if " " in str(steps[-1]):
        return "Inside { } a comma ends the value: put the whole text in double quotes"
    return f"The keys here are: {', '.join(keys)}"


def _example(model: type[BaseModel], steps: Steps) -> str:
    field = _keys(_model_at(model, steps)).get(str(steps[-1]))
    examples = field.examples if field else None
    if not examples or not isinstance(examples[0], str):
        return f"Add `{steps[-1]}:`"
    return f"Add it, such as `{steps[-1]}: {examples[0]}`"
