"""The desk: what answers of the firm's people lead to. `rulings.rule` is the way in."""
