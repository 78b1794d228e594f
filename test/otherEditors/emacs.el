;;; Does with a board what a person does in Emacs, through eglot's own commands, and writes what came of each as JSON to the
;;; file that the environment variable ANSWERS names. The set-up under test is loaded before this.
(require 'json)

(defvar answers nil "What came of each step, as an alist.")

(defun answer (name value)
  (push (cons name value) answers))

(defun eventually (question)
  "Waits until QUESTION answers something; nil where it does not within a minute."
  (let ((end (+ (float-time) 60))
        (found nil))
    (while (not (or (setq found (funcall question)) (> (float-time) end)))
      (accept-process-output nil 0.05))
    found))

(defun be-idle ()
  "Runs what Emacs does when nobody types, which never happens in a batch: eglot sends changes then."
  (mapc #'timer-event-handler (copy-sequence timer-idle-list)))

(defun open-board (name)
  "Opens a file as a person does; resolves when the server answers for it."
  (switch-to-buffer (find-file-noselect name))
  (run-hooks 'post-command-hook)
  (eventually #'eglot-managed-p))

(defun go-to (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun messages ()
  "The diagnostics that flymake shows, as their texts."
  (flymake-start)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun reported (text)
  (seq-some (lambda (message) (string-match-p (regexp-quote text) message)) (messages)))

(defun buffer-text ()
  (buffer-substring-no-properties (point-min) (point-max)))

(defun work ()
  (open-board "misaligned.dts")
  (eventually (lambda () (reported "becomes no CMA area")))
  (answer 'diagnostics (vconcat (messages)))

  (go-to "video@60000000")
  (let (hover)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover text)))
    (answer 'hover (substring-no-properties (or (eventually (lambda () hover)) ""))))

  (go-to "0x1100000")
  (let* (titles
         ;; A key asks in the minibuffer; a batch has none, which eglot takes for the mouse.
         (last-nonmenu-event ?a)
         (completing-read-function
          (lambda (_prompt actions &rest _)
            (setq titles (mapcar #'car actions))
            (seq-find (lambda (title) (string-prefix-p "Round" title)) titles))))
    (eglot-code-actions (point) nil nil t)
    (answer 'actions (vconcat titles)))
  (be-idle)
  (answer 'mended (buffer-text))
  (eventually (lambda () (not (reported "becomes no CMA area"))))
  (answer 'left (vconcat (messages)))
  (set-buffer-modified-p nil)

  (open-board "camera.dts")
  (go-to "&video>")
  (delete-region (point) (line-end-position))
  (insert "&vi")
  (be-idle)
  (completion-at-point)
  (answer 'completed (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
  (insert ">;")
  (be-idle)

  (go-to "video: video@")
  (eglot-rename "frames")
  (answer 'renamed (buffer-text))
  (set-buffer-modified-p nil))

(condition-case fault
    (work)
  (error (answer 'fault (error-message-string fault))))
(with-temp-file (getenv "ANSWERS")
  (insert (json-encode answers)))
