"""The .tf and .tf.json sources: blocks, expressions and where they stand."""
