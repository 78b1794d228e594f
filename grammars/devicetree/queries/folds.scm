; What an editor folds: nodes, long values, comments.

(node) @fold
(cell_list) @fold
(byte_string) @fold
(macro_arguments) @fold
(comment) @fold
(preproc_define) @fold
