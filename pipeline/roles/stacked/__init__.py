"""Stacked sequential learning: linear views of sentences and their neighbours, and boosted trees over their scores.

    documents ─tokens─▶ hashed spans ─vocabulary─▶ sparse rows ─views─▶ scores ─context─▶ table ─trees─▶ probabilities

Cohen, W. W. and Carvalho, V. R. (2005). Stacked sequential learning. IJCAI; Wolpert, D. H. (1992). Stacked
generalization. Neural Networks 5.
"""
