"""Labels of a whole sequence from scores of its members: a linear chain, decoded by forward–backward.

Rabiner, L. R. (1989). A tutorial on hidden Markov models and selected applications in speech recognition.
Proceedings of the IEEE 77(2), 257–286.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def log_softmax(scores: Array) -> Array:
    """Scores of shape (…, labels), finite, as log-probabilities along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def marginals(emissions: Array, steps: Array) -> Array:
    """Posterior probability of each label at each place of a chain (forward–backward, in logarithms).

    Args:
        emissions: shape (n, labels), finite log-scores of each label at each place; they need not be normalised.
        steps: shape (n, labels, labels); `steps[t, a, b]` is the log-score of label `b` at `t` after `a` at `t - 1`.
            `steps[0, 0]` scores the first label; the rest of `steps[0]` is not read.

    Returns:
        Shape (n, labels), rows summing to 1.
    """
    n, labels = emissions.shape
    if n == 0:
        return np.zeros((0, labels))
    forward = np.empty((n, labels))
    backward = np.zeros((n, labels))
    forward[0] = emissions[0] + steps[0, 0]
    for t in range(1, n):
        forward[t] = emissions[t] + _logsumexp(forward[t - 1][:, None] + steps[t], axis=0)
    for t in range(n - 2, -1, -1):
        backward[t] = _logsumexp(steps[t + 1] + (emissions[t + 1] + backward[t + 1])[None, :], axis=1)
    return np.exp(log_softmax(forward + backward))


def _logsumexp(values: Array, axis: int) -> Array:
    top = values.max(axis=axis, keepdims=True)
    result: Array = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return result
