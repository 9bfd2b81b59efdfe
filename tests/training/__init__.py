"""How `config/reading/model.onnx` is made: `make train`. The product never imports this, nor torch."""
