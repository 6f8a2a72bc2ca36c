"""Logarithmic mean Divisia index, form I (Ang 2005, 2015): a change split in proportion to logarithms, without a rest.

A row's value is the product of its factors. Its change, times a factor's part of the logarithm of its change, is what
the factor did; the effects of the rows add up. The index of a factor is exp(effect / L(V_b, V_a)), with L the logarithmic
mean (b − a)/ln(b/a) of the two totals: indices multiply up to the ratio of the totals.
"""

import numpy as np

from safetystats.measures.columns import FloatArray


def lmdi_effects(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the effect of each factor (the last axis), summed over the rows (the axis before).

    Zeros get the analytical limits of Ang and Liu (2007): when a row appears, its whole value goes to the factor that was
    0, when it vanishes, to the factor that became 0 (in equal parts when there are several, as with one small number in
    the place of all zeros); a row that is 0 in both periods changes nothing.
    """
    value_a, value_b = a.prod(axis=-1, keepdims=True), b.prod(axis=-1, keepdims=True)
    both = (value_a > 0) & (value_b > 0)
    logs = np.log(np.where(both, b, 1.0)) - np.log(np.where(both, a, 1.0))
    moved = logarithmic_mean(np.where(both, value_a, 1.0), np.where(both, value_b, 1.0)) * logs
    appeared = (value_b > 0) * value_b * _share_of_zeros(a)
    vanished = (value_a > 0) * value_a * _share_of_zeros(b)
    return np.asarray(np.where(both, moved, appeared - vanished).sum(axis=-2))


def lmdi_indices(effects: FloatArray, total_a: FloatArray, total_b: FloatArray) -> FloatArray:
    """Return the multiplicative index of each effect; missing where a total is 0 and there is no ratio to split."""
    known = (total_a > 0) & (total_b > 0)
    mean = np.where(known, logarithmic_mean(np.where(known, total_a, 1.0), np.where(known, total_b, 1.0)), np.nan)
    return np.asarray(np.exp(effects / mean[..., None]))


def logarithmic_mean(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return (b − a) / ln(b/a) of positive numbers, a where they are equal; exact also when they are nearly so."""
    near = np.abs(b - a) < a / 2
    log = np.where(near, np.log1p(np.where(near, b - a, 0.0) / a), np.log(b) - np.log(a))
    return np.asarray(np.where(log == 0, a, (b - a) / np.where(log == 0, 1.0, log)))


def _share_of_zeros(x: FloatArray) -> FloatArray:
    """Return 1/m for each of the m factors of a row that are 0, and 0 for the others."""
    zero = (x == 0).astype(float)
    return np.asarray(zero / np.maximum(zero.sum(axis=-1, keepdims=True), 1.0))
