import jinja2
import pytest

from kzaz_analysis.errors import KzazError
from kzaz_analysis.explorer.phrases import macro_trees

TEMPLATE = """
{% macro level(value, unit) %}
It is {{ amount(value, unit) }}{% if value > 10 %}, much{% else %}, little{% endif %}
{%- endmacro %}
{% macro share(p) %}{{ percent((100 * p) | round | int) }}{{ " of it" if p is not none }}{% endmacro %}
{% macro loop(many) %}{% for one in many %}{{ one }}{% endfor %}{% endmacro %}
"""
WRITERS = {"amount": "{1}{0}".format, "percent": "{}%".format}
DOING = {
    "text": lambda parts, o: "".join(str(said(p, o)) for p in parts),
    "name": lambda parts, o: o[parts[0]],
    "const": lambda parts, o: parts[0],
    "if": lambda parts, o: said(parts[1] if said(parts[0], o) else parts[2], o),
    "compare": lambda parts, o: said(parts[1], o) > said(parts[2], o),
    "is none": lambda parts, o: said(parts[0], o) is None,
    "not": lambda parts, o: not said(parts[0], o),
    "multiply": lambda parts, o: said(parts[0], o) * said(parts[1], o),
    "round": lambda parts, o: round(said(parts[0], o)),
    "call": lambda parts, o: WRITERS[parts[0]](*(said(p, o) for p in parts[1:])),
}


def said(tree, operands):
    return tree if isinstance(tree, str) else DOING[tree[0]](tree[1:], operands)


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "sentences.j2"
    path.write_text(TEMPLATE)
    return path


@pytest.mark.parametrize(
    ("name", "operands"),
    [("level", {"value": 12, "unit": "$"}), ("level", {"value": 2, "unit": "$"})]
    + [("share", {"p": p}) for p in (0.004, 0.125, 0.5)],
)
def test_a_tree_says_what_the_template_says(template, name, operands):
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    environment.globals.update(WRITERS)
    macros = environment.from_string(TEMPLATE).module
    tree = macro_trees(template, [name])[name]
    assert tree["operands"] == list(operands)
    assert said(tree["tree"], operands) == getattr(macros, name)(**operands)


def test_what_no_tree_can_say_is_refused_by_name(template):
    with pytest.raises(KzazError, match="For cannot be said"):
        macro_trees(template, ["loop"])
    with pytest.raises(KzazError, match="no macro lop"):
        macro_trees(template, ["lop"])
