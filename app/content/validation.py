"""Plain data against a model, with every mismatch told as a fault at its place."""

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.content.document import EVENT_FORMS, Brief
from app.content.yaml_file import Steps, YamlFile
from app.nearest import nearest

MAX_FAULTS = 100  # told of one document; more have one cause

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], file: YamlFile, data: Any, at: Steps = ()) -> Model | None:
    """The document, or None when it has faults, which are then in `file`. `at` is where in the file `data` stands."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False)
        for details in found[:MAX_FAULTS]:
            _tell(model, file, at, details)
        if len(found) > MAX_FAULTS:
            file.fault(at, f"{len(found) - MAX_FAULTS:,} more faults", "Mend the others first")
        return None


def _tell(model: type[BaseModel], file: YamlFile, at: Steps, details: ErrorDetails) -> None:
    model, within, steps, of_key = _located(model, details)
    path = (*at, *steps)
    context = details.get("ctx", {})
    match details["type"]:
        case "missing":
            if file.node(path) is None:  # else it is there and blank, which has been told
                file.fault(path[:-1], f"{steps[-1]!r} is missing", _example(model, within))
        case "extra_forbidden":
            file.fault(path, f"unknown key {str(steps[-1])!r}", _known(model, within), key=True)
        case "content":
            if "index" in context:
                path = (*path, context["index"])
            file.fault(path, context["what"], context["advice"], key=of_key)
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


def _located(model: type[BaseModel], details: ErrorDetails) -> tuple[type[BaseModel], Steps, Steps, bool]:
    """The model of the fault, the steps in it, the steps in the file, and whether the last of them is meant as a key.

    pydantic puts into a location the form of a timeline's item, and `[key]` behind a key that is not valid.
    """
    steps = details["loc"]
    of_key = steps[-1:] == ("[key]",) and details["type"] != "extra_forbidden"
    if of_key:
        steps = steps[:-1]
    if model is Brief and steps[:1] == ("timeline",) and len(steps) > 2:
        form, rest = EVENT_FORMS[str(steps[2])], steps[3:]
        return form or model, rest, (*steps[:2], *rest), of_key
    return model, steps, steps, of_key


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
