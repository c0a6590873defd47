"""A tiny encoder with random weights, made here and saved as people save theirs: nothing is downloaded."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from pipeline.domain.document import Document
from pipeline.text.segment import segment

LABELS = ("claim", "evidence", "example")
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def corpus() -> tuple[list[Document], list[list[str]]]:
    """Claims say 应当 or 意义, evidence counts kilometres, examples begin with 例如; half are claims."""
    documents, gold = [], []
    for n, a in enumerate("渠路桥堤库闸", 4):
        text = (
            f"修{a}的意义重大。去年修了{n}公里。例如东村的{a}。\n\n管{a}应当从严。前年修了{n + 3}公里。护{a}应当及时。"
        )
        documents.append(segment(text, id=f"d{n}"))
        gold.append(["claim", "evidence", "example", "claim", "evidence", "claim"])
    return documents, gold


def rules(texts: list[str], kind: str = "wordpiece") -> Tokenizer:
    if kind == "bpe":
        made = Tokenizer(models.BPE(unk_token="[UNK]"))
        trainer: Any = trainers.BpeTrainer(vocab_size=120, special_tokens=SPECIAL)
    elif kind == "unigram":
        made = Tokenizer(models.Unigram())
        trainer = trainers.UnigramTrainer(vocab_size=120, special_tokens=SPECIAL, unk_token="[UNK]")
    else:
        made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        trainer = trainers.WordPieceTrainer(vocab_size=120, special_tokens=SPECIAL)
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.train_from_iterator(texts, trainer)
    ends = [(name, made.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return made


def save_encoder(place: Path, *, kind: str = "wordpiece", model_type: str = "bert", **numbers: Any) -> Path:
    """A folder as people have it: config, weights in safetensors, tokenizer."""
    made = rules([s.text for d in corpus()[0] for s in d.sentences], kind)
    names = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    transformers.PreTrainedTokenizerFast(tokenizer_object=made, **names).save_pretrained(place)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    sizes |= {"max_position_embeddings": 64, "vocab_size": made.get_vocab_size(), "pad_token_id": 0}
    config = transformers.AutoConfig.for_model(model_type, **{**sizes, **numbers})
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        transformers.AutoModel.from_config(config).save_pretrained(place)
    return place


def same(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))
