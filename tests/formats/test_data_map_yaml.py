import json
import re
import time
from pathlib import Path

import jsonschema
import pytest
import yaml
from fideslang import models
from fideslang.default_taxonomy import DEFAULT_TAXONOMY

from dsr_service.domain.data_map.composites import ambiguous_references
from dsr_service.domain.data_map.data_categories import KNOWN_CATEGORIES, covers
from dsr_service.domain.data_map.data_map import CollectionAddress, DataType, Direction
from dsr_service.domain.data_map.findings import DataMapInvalid
from dsr_service.domain.data_map_checks import check, reachable
from dsr_service.domain.portability import select_for_portability
from dsr_service.formats import data_map_keys
from dsr_service.formats.data_map_yaml import parse_data_map, read_data_map

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/data-map.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL).group(1)
SCHEMA = ROOT / "docs/schemas/data-map.schema.json"


def faults(text):
    content = text.encode() if isinstance(text, str) else text
    return [(finding.code, finding.line, finding.column) for finding in parse_data_map(content).findings]


def collection(text, name="things"):
    head = "dataset:\n- fides_key: shop\n  collections:\n"
    return read_data_map((head + text).encode()).collection(CollectionAddress("shop", name))


def test_the_documented_example_is_read():
    data_map = read_data_map(EXAMPLE.encode())
    orders = data_map.collection(CollectionAddress("shop", "orders"))
    assert data_map.identity_keys() == {"email"}
    assert (orders.rules.retention, orders.rules.retention_from) == ("accounting", "placed_at")
    assert orders.rules.purposes == ("sales",)  # inherited from the dataset
    assert orders.fields[1].references[0].direction is Direction.FROM


def test_the_published_schema_is_the_readers_own():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(
        json.dumps(data_map_keys.json_schema())
    )
    jsonschema.Draft202012Validator.check_schema(data_map_keys.json_schema())


def test_schema_and_reader_judge_alike():
    validator = jsonschema.Draft202012Validator(data_map_keys.json_schema())
    assert validator.is_valid(yaml.safe_load(EXAMPLE))
    for broken in (
        EXAMPLE.replace("identity:", "identiti:"),
        EXAMPLE.replace("fides_key: shop", "fides_key: 's p'"),
    ):
        assert not validator.is_valid(yaml.safe_load(broken))
        assert faults(broken)


@pytest.mark.parametrize(
    ("model", "shape"),
    [
        (models.Dataset, data_map_keys.DATASET),
        (models.DatasetMetadata, data_map_keys.DATASET.keys["fides_meta"]),
        (models.DatasetCollection, data_map_keys.COLLECTION),
        (models.CollectionMeta, data_map_keys.COLLECTION.keys["fides_meta"]),
        (models.DatasetField, data_map_keys.FIELD),
        (models.FidesMeta, data_map_keys.FIELD_META),
        (models.FidesDatasetReference, data_map_keys.REFERENCE),
        (models.Taxonomy, data_map_keys.FILE),
    ],
)
def test_every_key_of_fideslang_is_known_and_no_other(model, shape):
    ours = set(shape.keys) - {"dsr"}
    theirs = set(model.model_fields)
    assert ours <= theirs
    # the manifest of a whole organisation has more resource lists than a map needs
    assert theirs == ours


def test_the_taxonomy_is_that_of_the_wheel():
    assert {category.fides_key for category in DEFAULT_TAXONOMY.data_category} == KNOWN_CATEGORIES


def test_a_category_stops_at_the_dot():
    assert covers("user.name", "user.name")
    assert covers("user.name", "user.name.last")
    assert not covers("user.name", "user.namesake")
    assert not covers("user.name.last", "user.name")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", ("yaml_empty", 1, 1)),
        (b"dataset: [", ("yaml_syntax", 2, 1)),
        (b"dataset:\n\t- a", ("yaml_syntax", 2, 1)),
        (b"dataset: \xff", ("not_utf8", 1, 10)),
        (b"a: 1\nb: \x07", ("yaml_character", 2, 4)),
        (b"a: &x [1]\nb: *y", ("yaml_alias", 2, 4)),
        (b"a: &x [1, *x]", ("yaml_alias", 1, 11)),
        (b"a: &x 1\nb: {<<: *x}", ("yaml_merge", 2, 5)),
        (b"dataset: !!python/object/apply:os.getcwd []", ("yaml_tag", 1, 10)),
        (b"[" * 100_000, ("yaml_depth", 1, 61)),
        (b"dataset: []\n---\ndataset: []", ("yaml_documents", 2, 1)),
        (b"dataset: []\ndataset: []", ("duplicate_key", 2, 1)),
        (b"? [a]\n: b", ("yaml_key", 1, 3)),
        (b"- dataset", ("wrong_type", 1, 1)),
        (b"dataset: 3", ("wrong_type", 1, 10)),
        (b"datasets: []", ("unknown_key", 1, 1)),
        (b"x" * (9 * 1024 * 1024), ("file_too_large", 1, 1)),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_its_place(text, expected):
    assert expected in faults(text)


@pytest.mark.parametrize("shape", ["[{}]", "{{<<: [{}]}}", "{{k: [{}]}}"])
def test_a_bomb_of_aliases_is_refused_at_once(shape):
    bomb = "a: &a {k: x}\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} {shape.format(', '.join(['*' + chr(97 + n)] * 9))}\n"
        for n in range(20)
    )
    started = time.perf_counter()
    assert [code for code, _, _ in faults(bomb)] == ["file_too_large"]
    assert time.perf_counter() - started < 20


def test_a_tower_of_aliases_is_not_deeper_than_what_is_written_out():
    tower = "a: &a0 [x]\n" + "".join(f"b{n}: &a{n + 1} [*a{n}]\n" for n in range(70))
    assert [code for code, _, _ in faults(tower)] == ["yaml_depth"]


def test_anchors_and_merge_keys_are_read_as_yaml_says():
    read = read_data_map(
        b"""dataset:
- fides_key: shop
  collections:
  - name: people
    fields:
    - &key
      name: id
      data_categories: &own [user.unique_id]
      fides_meta: &meta {primary_key: true, data_type: integer}
    - {name: email, data_categories: *own, fides_meta: {identity: email, data_type: string}}
  - name: letters
    fields:
    - {<<: *key, name: number}
    - name: author
      fides_meta:
        <<: [{data_type: string}, *meta]
        primary_key: false
        references: [{dataset: shop, field: people.id, direction: from}]
"""
    )
    people, letters = read.datasets[0].collections
    assert people.primary_key == ("id",)
    number, author = letters.fields
    assert (number.name, number.primary_key, number.data_categories) == ("number", True, ("user.unique_id",))
    assert (author.primary_key, author.data_type, len(author.references)) == (False, DataType.STRING, 1)


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_editors_marks_and_line_ends_do_not_matter(change):
    assert read_data_map(change(EXAMPLE).encode()) == read_data_map(EXAMPLE.encode())


HEAD = "dataset:\n- fides_key: shop\n  collections:\n  - name: a\n    fields:\n    - name: id\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("      fides_meta: {data_type: strin}", ("unknown_value", 7, 31)),
        ("      fides_meta: {data_type: 'string[]', length: 0}", ("wrong_type", 7, 51)),
        ("      fides_meta: {primary_key: maybe}", ("wrong_type", 7, 33)),
        ("      fides_meta: {return_all_elements: true}", ("not_an_array", 7, 41)),
        ("      fides_meta: {data_type: string}\n      fields: [{name: x}]", ("nested_type", 7, 31)),
        ("      fides_meta: {dsr: {givn: true}}", ("unknown_key", 7, 26)),
        ("      fides_meta: {dsr: {link: x}}\n      dsr: {link: y}", ("duplicate_key", 8, 7)),
        ("      fides_meta: {}\n      fidesops_meta: {}", ("duplicate_key", 8, 7)),
        ("      data_categories: [a b]", ("wrong_value", 7, 25)),
        ("    - name: id", ("duplicate_name", 7, 13)),
        ("  - name: a\n    fields: []", ("duplicate_name", 7, 11)),
        ("      fides_meta: {references: [{dataset: shp, field: a.id}]}", ("unknown_dataset", 7, 43)),
        ("      fides_meta: {references: [{dataset: shop, field: b.id}]}", ("unknown_collection", 7, 56)),
        ("      fides_meta: {references: [{dataset: shop, field: a.idd}]}", ("unknown_field", 7, 56)),
        ("      fides_meta: {references: [{dataset: shop, field: a.id}]}", ("reference_to_itself", 7, 56)),
        (
            "      fides_meta: {references: [{dataset: shop, field: a.id, direction: up}]}",
            ("unknown_value", 7, 73),
        ),
        ("      fides_meta: {references: [{dataset: shop}]}", ("missing_key", 7, 33)),
        ("    fides_meta: {after: [shop.b]}", ("unknown_collection", 7, 26)),
        ("    fides_meta: {after: [shop.a]}", ("order_circle", 7, 26)),
        ("    fides_meta: {erase_after: [shop]}", ("wrong_value", 7, 32)),
        ("    fides_meta: {masking_strategy_override: {strategy: hash}}", ("unknown_value", 7, 56)),
        ("    dsr: {retention_from: when}", ("unknown_field", 7, 27)),
        (
            "    dsr: {correction: {collection: shop.notes, key: {a_id: id}, text: note}}",
            ("unknown_collection", 7, 11),
        ),
        ("    dsr: {legal_basis: because}", ("unknown_value", 7, 24)),
    ],
)
def test_a_fault_has_its_place(line, expected):
    found = faults(HEAD + line)
    assert expected in found


def test_several_faults_come_at_once():
    broken = EXAMPLE.replace("identity: email", "identiti: email").replace("customers.id,", "customers.no,")
    assert [code for code, _, _ in faults(broken)] == ["unknown_key", "unknown_field"]
    with pytest.raises(DataMapInvalid) as raised:
        read_data_map(broken.encode())
    assert len(raised.value.findings) == 2


def test_orders_in_a_circle_over_datasets_are_found():
    text = (
        "dataset:\n- {fides_key: x, fides_meta: {after: [y]}, collections: [{name: a, fields: []}]}\n"
        "- {fides_key: y, collections: [{name: b, fields: [], fides_meta: {after: [x.a]}}]}\n"
    )
    assert [code for code, _, _ in faults(text)] == ["order_circle"]


def test_names_that_yaml_takes_for_something_else_stay_names():
    found = collection("  - {name: things, fields: [{name: no}, {name: 1}, {name: on}, {name: 2024-01-01}]}")
    assert [declared.name for declared in found.fields] == ["no", "1", "on", "2024-01-01"]


def test_dotted_names_are_told_apart_by_what_the_file_has():
    text = (
        "  - {name: public.things, fields: [{name: id}]}\n"
        "  - {name: parts, fields: [{name: thing, fides_meta: {references:"
        " [{dataset: shop, field: public.things.id}]}}]}\n"
    )
    reference = collection(text, "parts").fields[0].references[0]
    assert (reference.target.collection.collection, reference.target.path) == ("public.things", "id")


def test_the_old_name_of_fides_meta_and_nested_arrays():
    text = (
        "  - name: things\n    fields:\n    - name: tags\n      fidesops_meta: {data_type: 'object[]'}\n"
        "      fields: [{name: label, data_categories: [user.content]}]\n"
    )
    declared = collection(text).fields[0]
    assert (declared.data_type, declared.is_array, declared.fields[0].name) == (
        DataType.OBJECT,
        True,
        "label",
    )


def test_our_rules_stand_inside_or_beside():
    text = (
        "  - name: things\n    dsr: {shared: yes, provided: true, restriction: frozen}\n    fields:\n"
        "    - {name: a, dsr: {redact: true, provided: false, owner: false}}\n"
        "    - {name: frozen, fides_meta: {dsr: {exclude: why}}}\n"
    )
    found = collection(text)
    first, second = found.fields
    assert found.rules.shared is True
    assert found.rules.restriction == {"field": "frozen"}
    assert (first.rules.redact, first.rules.provided, first.rules.owner) == (
        "OTHERS_RIGHTS_COPY",
        False,
        False,
    )
    assert (second.rules.exclude, second.rules.provided) == ("why", True)


CHECKED = """
dataset:
- fides_key: shop
  collections:
  - name: customers
    fields:
    - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}}
    - {name: tenant, data_categories: [system]}
    - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
    - {name: odd, data_categories: [user.shoe_size]}
    - {name: bare}
    - {name: masked, data_categories: [user], fides_meta: {masking_strategy_override: {strategy: shred}}}
  - name: orders
    fields:
    - {name: id, data_categories: [system], fides_meta: {primary_key: true}}
    - name: tenant
      data_categories: [system]
      fides_meta: {references: [{dataset: shop, field: customers.tenant, direction: from}]}
    - name: customer
      data_categories: [system]
      fides_meta: {references: [{dataset: shop, field: customers.id, direction: from}]}
  - name: lost
    fields: [{name: phone, data_categories: [user.contact.phone_number], fides_meta: {primary_key: true}}]
  - name: colours
    fields: [{name: id, data_categories: [system], fides_meta: {primary_key: true}}]
"""


def test_doubts_that_the_map_alone_shows():
    data_map = read_data_map(CHECKED.encode())
    found = {(finding.code, finding.severity.value, finding.address) for finding in check(data_map)}
    assert found == {
        ("unknown_category", "warning", "shop.customers.odd"),
        ("no_category", "warning", "shop.customers.bare"),
        ("masking_strategy", "error", "shop.customers.masked"),
        ("unreachable_collection", "error", "shop.lost"),
        ("unreachable_collection", "warning", "shop.colours"),
    }
    assert reachable(data_map) == {
        CollectionAddress("shop", "customers"),
        CollectionAddress("shop", "orders"),
    }
    assert [finding.address for finding in ambiguous_references(data_map, {})] == ["shop.orders.customer"]


def test_a_link_ends_the_doubt_and_a_category_of_the_file_is_known():
    linked = CHECKED.replace("direction: from}", "direction: from, dsr: {link: buyer}}")
    assert not list(ambiguous_references(read_data_map(linked.encode()), {}))
    read = parse_data_map((CHECKED + "data_category:\n- {fides_key: user.shoe_size}\n").encode())
    assert "unknown_category" not in {
        finding.code for finding in check(read.data_map, read.custom_categories)
    }


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples/data-maps").rglob("*.y*ml")), ids=lambda path: path.name
)
def test_the_maps_we_ship_are_valid(path):
    read = parse_data_map(path.read_bytes())
    assert read.findings == []
    assert [f for f in check(read.data_map, read.custom_categories) if f.severity == "error"] == []


def test_conditions_and_words_for_none_are_read():
    read = collection(
        """  - name: things
    fields:
    - name: kind
    - name: ref
      fides_meta:
        references:
        - {dataset: shop, field: things.id, direction: from, dsr: {when: {kind: 7}}}
        dsr: {no_key: ["", 0, false]}
    - name: id
      fides_meta: {dsr: {no_key: none}}
"""
    )
    reference = read.fields[1].references[0]
    assert reference.when == (("kind", "7"),)
    assert read.fields[1].rules.no_key == ("", "0", "false")
    assert read.fields[2].rules.no_key == ("none",)


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("{nothing: 7}", "unknown_field"),
        ("{}", "wrong_type"),
        ("7", "wrong_type"),
        ("{kind: null}", "wrong_type"),
        ("{kind: [7]}", "wrong_type"),
    ],
)
def test_a_condition_names_fields_of_its_collection_and_single_values(when, code):
    found = faults(
        f"""dataset:
- fides_key: shop
  collections:
  - name: things
    fields:
    - name: kind
    - name: id
    - name: ref
      fides_meta:
        references:
        - {{dataset: shop, field: things.id, direction: from, dsr: {{when: {when}}}}}
"""
    )
    assert [each[0] for each in found] == [code]
    assert found[0][1] == 11


def test_a_dataset_says_for_all_its_fields_that_they_were_provided():
    data_map = read_data_map(
        b"""dataset:
- fides_key: shop
  fides_meta: {dsr: {provided: true, legal_basis: contract}}
  collections:
  - name: things
    fields:
    - name: id
    - name: score
      fides_meta: {dsr: {provided: false}}
  - name: scores
    fides_meta: {dsr: {provided: false}}
    fields:
    - name: id
"""
    )
    (dataset,) = data_map.datasets
    assert [[f.rules.provided for f in c.fields] for c in dataset.collections] == [[True, False], [False]]
    kept = [select_for_portability(dataset, each, {}).kept for each in dataset.collections]
    assert kept == [("id",), ()]
