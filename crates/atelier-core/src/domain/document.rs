//! Documents that the platform generates. Their making comes with a later
//! feature; the words are here because the tables are.

use super::text_enum::text_enum;

text_enum! {
    /// What a generated document is (`check_document_type`).
    DocumentType {
        /// A list of what is left to do.
        ChecklistPdf = "checklist_pdf",
        /// The plan of the renovation.
        PlanPdf = "plan_pdf",
        /// What it will cost.
        EstimatePdf = "estimate_pdf",
        /// A contract that nobody has signed yet.
        ContractDraft = "contract_draft",
    }
}

text_enum! {
    /// Who generated a document (`check_generated_by`).
    GeneratedBy {
        /// A model.
        Ai = "ai",
        /// The platform.
        System = "system",
        /// A person of the platform.
        Admin = "admin",
    }
}
