package govuk

// FileUploadParams are the parameters of FileUpload. ID is Name when empty.
// JavaScript adds the drop zone, with its words where they are not the default.
type FileUploadParams struct {
	ID, Name              string
	Disabled, Multiple    bool
	JavaScript            bool
	ChooseFilesButtonText string
	NoFileChosenText      string
	MultipleFilesChosen   map[string]string `json:"multipleFilesChosenText"`
	DropInstructionText   string
	EnteredDropZoneText   string
	LeftDropZoneText      string
	WrapperClasses        string
	WrapperAttributes     Attributes
	DescribedBy           string
	Label                 LabelParams
	Hint                  *HintParams
	ErrorMessage          *ErrorMessageParams
	FormGroup             FormGroupParams
	Classes               string
	Attributes            Attributes
}

// FileUpload draws a question answered with a file.
func FileUpload(p FileUploadParams) HTML {
	id := or(p.ID, p.Name)
	q := question{id: id, describedBy: p.DescribedBy, hint: p.Hint, errorMessage: p.ErrorMessage, group: p.FormGroup}
	explained, describedBy := q.explain()
	input := Element("input", with(p.Attributes,
		class("govuk-file-upload", p.Classes, when(p.ErrorMessage != nil, "govuk-file-upload--error")),
		Attr("id", id), Attr("name", p.Name), Attr("type", "file"),
		flag("disabled", p.Disabled), flag("multiple", p.Multiple),
		optional("aria-describedby", describedBy)))
	if p.JavaScript {
		input = Element("div", with(p.WrapperAttributes,
			class("govuk-file-upload-wrapper", p.WrapperClasses), Attr("data-module", "govuk-file-upload"),
			optional("data-i18n.choose-files-button", p.ChooseFilesButtonText),
			optional("data-i18n.no-file-chosen", p.NoFileChosenText),
			optional("data-i18n.multiple-files-chosen.one", p.MultipleFilesChosen["one"]),
			optional("data-i18n.multiple-files-chosen.other", p.MultipleFilesChosen["other"]),
			optional("data-i18n.drop-instruction", p.DropInstructionText),
			optional("data-i18n.entered-drop-zone", p.EnteredDropZoneText),
			optional("data-i18n.left-drop-zone", p.LeftDropZoneText)), input)
	}
	return q.box(labelFor(p.Label, id), explained, p.FormGroup.BeforeInput.markup(), " ", input, " ", p.FormGroup.AfterInput.markup())
}
