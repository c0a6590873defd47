"""The role component `transformer.v1`: an encoder of the Hugging Face kind under the sequence layer of `chain.v1`.

Each sentence is encoded by itself; a linear head scores it from its own vector and those of its two neighbours. What
the scores leave open is settled along the sequence, with transitions and a temperature chosen on held-out predictions.
Learning gives the same for the same seed on a CPU; on a GPU it may differ in the last digits.
"""
