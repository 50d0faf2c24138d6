"""A run over many workbooks: which ones, side by side in processes, and what came of each."""
