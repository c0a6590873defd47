"""An evaluation made by hand. Its model, its documents and every sentence are invented; the figures are made to fit."""

from copy import deepcopy

LABELS = ["claim", "evidence", "example", "recommendation", "other"]
COUNTS = [
    [410, 52, 9, 21, 18],
    [61, 388, 30, 4, 12],
    [6, 27, 142, 0, 3],
    [19, 3, 1, 331, 6],
    [0, 0, 0, 0, 0],
]


def around(value, half=0.03):
    return [value, round(value - half, 4), round(min(value + half, 1), 4)]


def _group(documents, sentences, accuracy, macro_f1, half=0.03):
    return {
        "documents": documents,
        "sentences": sentences,
        "accuracy": around(accuracy, half),
        "macro_f1": around(macro_f1, half + 0.01),
    }


_CURVE = [[round(i / 100, 4), round(0.99 - 0.166 * (i / 100) ** 3, 4)] for i in range(1, 101)]
_BINS = [
    (0.2, 0.3, 0, 0.0, 0.0),
    (0.3, 0.4, 14, 0.3614, 0.2857),
    (0.4, 0.5, 71, 0.4577, 0.4366),
    (0.5, 0.6, 118, 0.5519, 0.5085),
    (0.6, 0.7, 160, 0.6532, 0.6375),
    (0.7, 0.8, 215, 0.7508, 0.7814),
    (0.8, 0.9, 322, 0.8551, 0.8696),
    (0.9, 1.0, 643, 0.9627, 0.9596),
]
_WORST = [
    (
        "lakeshore-ferries",
        11,
        "Passengers waited forty minutes in the rain, and nobody could tell them why.",
        ("example", "claim", 0.021, 0.934),
        [("w:nobody", 0.81), ("end:.", 0.34), ("w:waited", -0.12)],
        {"genre": "column", "language": "en", "stage": "practice"},
    ),
    (
        "青石镇供水",
        4,
        "去年夏天，青石镇有三条街停水两周，居民只好到邻村挑水。",
        ("example", "evidence", 0.034, 0.912),
        [("w:去年", 0.92), ("c:三条", 0.41)],
        {"genre": "report", "language": "zh", "stage": "practice"},
    ),
    (
        "school-gardens",
        0,
        "A garden teaches arithmetic better than a worksheet does.",
        ("claim", "recommendation", 0.09, 0.77),
        [("position:first", 0.55)],
        {"genre": "column", "language": "en"},
    ),
]


def sample():
    """A full report: every section has something to show."""
    return deepcopy(
        {
            "schema": "pipeline.evaluation/1",
            "created_by": "pipeline 0.1.0",
            "model": {"name": "policy-roles", "version": "0.2.0", "sha256": "ab" * 32, "component": "stacked.v1"},
            "protocol": "cross-validation",
            "folds": {"count": 5, "frozen": True},
            "data": {"name": "invented-essays", "documents": 96, "sentences": 1543, "sha256": "cd" * 32},
            "labels": LABELS,
            "ignored": ["other"],
            "level": 0.95,
            "scores": {
                "accuracy": [0.8237, 0.8012, 0.8451],
                "macro_f1": [0.8214, 0.7946, 0.8447],
                "micro_f1": [0.8342, 0.8127, 0.8548],
            },
            "per_label": {
                "claim": {"precision": 0.8266, "recall": 0.8039, "f1": [0.8151, 0.786, 0.842], "support": 510},
                "evidence": {"precision": 0.8255, "recall": 0.7838, "f1": [0.8041, 0.771, 0.832], "support": 495},
                "example": {"precision": 0.7802, "recall": 0.7978, "f1": [0.7889, 0.719, 0.849], "support": 178},
                "recommendation": {"precision": 0.9298, "recall": 0.9194, "f1": [0.9246, 0.897, 0.948], "support": 360},
            },
            "confusion": {"labels": LABELS, "counts": COUNTS},
            "calibration": {
                "ece": 0.0174,
                "bins": [dict(zip(("low", "high", "size", "confidence", "accuracy"), b, strict=True)) for b in _BINS],
            },
            "selective": {
                "threshold": 0.6,
                "uncertain": 0.1316,
                "accuracy_of_certain": 0.8813,
                "aurc": 0.0519,
                "curve": _CURVE,
            },
            "learning_curve": [
                {"documents": n, "share": round(n / 77, 4), "accuracy": around(a, h), "macro_f1": around(f, h)}
                for n, a, f, h in [
                    (10, 0.6912, 0.6377, 0.045),
                    (19, 0.7431, 0.7128, 0.038),
                    (38, 0.7893, 0.7702, 0.031),
                    (58, 0.8101, 0.8019, 0.027),
                    (77, 0.8237, 0.8214, 0.024),
                ]
            ],
            "breakdown": {
                "language": {"en": _group(41, 655, 0.8061, 0.7902), "zh": _group(55, 888, 0.8367, 0.8391)},
                "genre": {
                    "column": _group(30, 402, 0.7985, 0.7811, 0.04),
                    "report": _group(52, 967, 0.8407, 0.8388),
                    "speech": _group(14, 174, 0.7874, 0.7402, 0.07),
                },
                "stage": {
                    "theory": _group(70, 480, 0.7813, 0.7105, 0.04),
                    "practice": _group(81, 561, 0.8004, 0.7518),
                    "recommendation": _group(77, 502, 0.8904, 0.7033),
                },
                "length": {
                    "1-10": _group(40, 88, 0.7386, 0.6914, 0.08),
                    "11-20": _group(88, 371, 0.8032, 0.7989),
                    "21-40": _group(95, 655, 0.8351, 0.8317),
                    "41-80": _group(90, 362, 0.8398, 0.8411),
                    "81+": _group(31, 67, 0.8507, 0.8222, 0.09),
                },
            },
            "worst": [
                {
                    "document": document,
                    "sentence": number,
                    "text": text,
                    "gold": gold,
                    "predicted": predicted,
                    "p_gold": p_gold,
                    "p_predicted": p_predicted,
                    "cues": [{"name": name, "weight": weight} for name, weight in cues],
                    "groups": groups,
                }
                for document, number, text, (gold, predicted, p_gold, p_predicted), cues, groups in _WORST
            ],
            "human": {
                "annotators": ["first", "second"],
                "documents": 24,
                "sentences": 391,
                "accuracy": 0.8619,
                "macro_f1": 0.8466,
                "alpha": 0.8135,
                "model": {"accuracy": 0.8261, "macro_f1": 0.8189, "alpha": 0.7627},
            },
            "leaks": [{"document": "river-tolls", "like": "river-tolls-reprint", "share": 0.9312}],
            "comparisons": [
                {
                    "against": {"name": "majority", "version": "1.0", "sha256": "00" * 32},
                    "statistic": "accuracy",
                    "value": 0.8237,
                    "other": 0.3305,
                    "difference": [0.4932, 0.4611, 0.5247],
                    "p": 0.0,
                    "p_holm": 0.0,
                    "documents": 96,
                },
                {
                    "against": {"name": "policy-roles", "version": "0.1.0", "sha256": "11" * 32},
                    "statistic": "macro_f1",
                    "value": 0.8214,
                    "other": 0.8263,
                    "difference": [-0.0049, -0.0152, 0.0061],
                    "p": 0.3721,
                    "p_holm": 0.3721,
                    "documents": 96,
                },
            ],
            "structure": {
                "documents": 96,
                "stage_accuracy": [0.9127, 0.89, 0.93],
                "parent_accuracy": [0.6642, 0.64, 0.69],
                "exact_groups": [0.6354, 0.53, 0.73],
                "grounds_f1": [0.5981, 0.55, 0.64],
                "human": {
                    "annotators": ["anna", "ben"],
                    "documents": 12,
                    "stage_accuracy": [0.98, 0.97, 0.99],
                    "parent_accuracy": [0.88, 0.86, 0.91],
                    "exact_groups": [0.9, 0.8, 1.0],
                    "grounds_f1": [0.7, 0.6, 0.8],
                    "model": {
                        "documents": 12,
                        "stage_accuracy": [0.91, 0.88, 0.94],
                        "parent_accuracy": [0.66, 0.62, 0.7],
                        "exact_groups": [0.6, 0.4, 0.8],
                        "grounds_f1": [0.55, 0.4, 0.66],
                    },
                },
            },
        }
    )


def bare():
    """The same without any part that may be missing."""
    return sample() | {
        "protocol": "held-out",
        "folds": None,
        "ignored": [],
        "learning_curve": [],
        "breakdown": {},
        "worst": [],
        "human": None,
        "leaks": [],
        "comparisons": [],
        "structure": None,
    }


def relabelled(names):
    """The sample with other names for its five labels."""
    new = dict(zip(LABELS, names, strict=True))
    report = sample()
    report["labels"] = report["confusion"]["labels"] = list(names)
    report["ignored"] = [new["other"]]
    report["per_label"] = {new[label]: scores for label, scores in report["per_label"].items()}
    for worst in report["worst"]:
        worst["gold"], worst["predicted"] = new[worst["gold"]], new[worst["predicted"]]
    return report
