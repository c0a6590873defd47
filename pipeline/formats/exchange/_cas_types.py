"""The layers that INCEpTION needs for marks and links, as a UIMA type system and as INCEpTION's own `layers.json`.

One span layer for each layer of marks, so that they may overlap: Heading, Section, Statement, Group, Measure, with the
label in a string feature of its own (`level`, `stage`, `role`), the id of the mark in `mark`, free text in `note`.
The relation layer Argument leads from Statement to Statement (`Governor` to `Dependent`, which is how INCEpTION calls
source and target); the sections that ground a group are the link feature `grounds` of Group, for a relation layer can
only join marks of one layer. Two layers without a place hold what is known of the document.

INCEpTION cuts text into the Sentence and Token of DKPro Core, which are there too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pipeline.domain.labels import RELATIONS, ROLES, STAGES
from pipeline.domain.marked import GROUNDS
from pipeline.formats.exchange._xml import escaped

STRING: Final = "uima.cas.String"
ANNOTATION: Final = "uima.tcas.Annotation"
DKPRO: Final = "de.tudarmstadt.ukp.dkpro.core.api"
SENTENCE: Final = f"{DKPRO}.segmentation.type.Sentence"
TOKEN: Final = f"{DKPRO}.segmentation.type.Token"
META: Final = f"{DKPRO}.metadata.type.DocumentMetaData"
CUSTOM: Final = "webanno.custom."
ARGUMENT: Final = f"{CUSTOM}Argument"
GROUNDS_LINK: Final = f"{CUSTOM}GroupGroundsLink"
DOCUMENT: Final = f"{CUSTOM}Document"
ABOUT: Final = f"{CUSTOM}About"
MARK: Final = "mark"
NOTE: Final = "note"
SOURCE: Final = "Governor"
TARGET: Final = "Dependent"
RELATION: Final = "relation"
SPANS: Final = {
    "heading": (f"{CUSTOM}Heading", "level"),
    "section": (f"{CUSTOM}Section", "stage"),
    "sentence": (f"{CUSTOM}Statement", "role"),
    "group": (f"{CUSTOM}Group", "label"),
    "measure": (f"{CUSTOM}Measure", "label"),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a type: `range` ends in `[]` for an array; `tags` are the values that a person is offered."""

    name: str
    range: str = STRING
    tags: tuple[str, ...] = ()
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Type:
    """A type; `layer` is what INCEpTION calls its kind: span, relation, document-metadata, "" for none."""

    name: str
    supertype: str
    features: tuple[Feature, ...]
    layer: str = ""


_TAGS: Final = {"role": ROLES, "stage": STAGES, "level": ("1", "2", "3")}


def _span(type: str, label: str) -> Type:
    features = [Feature(label, tags=_TAGS.get(label, ())), Feature(NOTE), Feature(MARK, visible=False)]
    if type == SPANS["group"][0]:
        features.append(Feature(GROUNDS, f"{GROUNDS_LINK}[]"))
    return Type(type, ANNOTATION, tuple(features), "span")


_STATEMENT: Final = SPANS["sentence"][0]
TYPES: Final = (
    Type(SENTENCE, ANNOTATION, (Feature("id"),)),
    Type(TOKEN, ANNOTATION, (Feature("id"),)),
    Type(
        META,
        "uima.tcas.DocumentAnnotation",
        (
            *(Feature(name) for name in ("documentTitle", "documentId", "documentUri", "collectionId")),
            Feature("documentBaseUri"),
            Feature("isLastSegment", "uima.cas.Boolean"),
        ),
    ),
    *(_span(type, label) for type, label in SPANS.values()),
    Type(GROUNDS_LINK, "uima.cas.TOP", (Feature("role"), Feature("target", SPANS["section"][0]))),
    Type(
        ARGUMENT,
        ANNOTATION,
        (Feature(TARGET, _STATEMENT), Feature(SOURCE, _STATEMENT), Feature(RELATION, tags=RELATIONS)),
        "relation",
    ),
    Type(
        DOCUMENT,
        "uima.cas.AnnotationBase",
        (Feature("document"), Feature("annotator"), Feature("file")),
        "document-metadata",
    ),
    Type(ABOUT, "uima.cas.AnnotationBase", (Feature("key"), Feature("value")), "document-metadata"),
)


def type_system_xml() -> bytes:
    """`TypeSystem.xml`, a UIMA type system description."""

    def element(name: str, text: str) -> str:
        return f"<{name}>{escaped(text, '', '')}</{name}>"

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">',
        "<types>",
    ]
    for type in TYPES:
        lines.append("<typeDescription>")
        lines.append(element("name", type.name) + "<description/>" + element("supertypeName", type.supertype))
        lines.append("<features>")
        for feature in type.features:
            parts = element("name", feature.name) + "<description/>"
            if feature.range.endswith("[]"):
                parts += element("rangeTypeName", "uima.cas.FSArray")
                parts += element("elementType", feature.range.removesuffix("[]"))
                parts += element("multipleReferencesAllowed", "false")
            else:
                parts += element("rangeTypeName", feature.range)
            lines.append(f"<featureDescription>{parts}</featureDescription>")
        lines += ["</features>", "</typeDescription>"]
    lines += ["</types>", "</typeSystemDescription>", ""]
    return "\n".join(lines).encode()


def type_system_json() -> dict[str, Any]:
    """The value of `%TYPES` in UIMA CAS JSON 0.4.0."""
    return {
        type.name: {
            "%NAME": type.name,
            "%SUPER_TYPE": type.supertype,
            **{f.name: {"%NAME": f.name, "%RANGE": f.range} for f in type.features},
        }
        for type in TYPES
    }


def layers_json() -> bytes:
    """`layers.json`, which INCEpTION imports in the settings of a project, at Layers."""
    text = json.dumps(list(_layers()), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _layers() -> Iterator[dict[str, Any]]:
    for type in TYPES:
        if type.layer:
            hidden = (SOURCE, TARGET) if type.layer == "relation" else ()
            yield {
                "name": type.name,
                "features": [_layer_feature(f) for f in type.features if f.name not in hidden],
                "uiName": type.name.removeprefix(CUSTOM),
                "type": type.layer,
                "description": None,
                "enabled": True,
                "built_in": False,
                "readonly": False,
                "attach_type": {"name": _STATEMENT} if type.layer == "relation" else None,
                "attach_feature": None,
                "allow_stacking": True,
                "cross_sentence": True,
                "show_hover": True,
                "anchoring_mode": "CHARACTERS",
                "overlap_mode": "ANY_OVERLAP",
                "validation_mode": "NEVER",
                "lock_to_token_offset": False,
                "multiple_tokens": False,
                "linked_list_behavior": False,
                "on_click_javascript_action": None,
                "traits": None,
            }


def _layer_feature(feature: Feature) -> dict[str, Any]:
    link = feature.range.endswith("[]")
    return {
        "name": feature.name,
        "tag_set": _tag_set(feature) if feature.tags else None,
        "uiName": feature.name,
        "type": SPANS["section"][0] if link else feature.range,
        "enabled": True,
        "visible": feature.visible,
        "include_in_hover": False,
        "required": False,
        "remember": False,
        "hideUnconstraintFeature": False,
        "description": None,
        "multi_value_mode": "ARRAY" if link else "NONE",
        "link_mode": "WITH_ROLE" if link else "NONE",
        "link_type_name": GROUNDS_LINK if link else None,
        "link_type_role_feature_name": "role" if link else None,
        "link_type_target_feature_name": "target" if link else None,
        "traits": None,
        "curatable": True,
        "rank": 0,
    }


def _tag_set(feature: Feature) -> dict[str, Any]:
    return {
        "name": feature.name,
        "description": None,
        "language": None,
        "tags": [{"tag_name": tag, "tag_description": None} for tag in feature.tags],
        "create_tag": True,
    }
