"""The authority's answers: drafted, published, corrected; two acts and, where asked, four eyes."""
