// Trainings whose numbers are no numbers any more: where it began.
import GimbalCore
import GimbalNN
import GimbalTensor
import OrderedCollections

/// Looks for what is not finite, when something is not.
struct Divergence {
    let network: Module
    /// Number of the epoch, from 1.
    let epoch: Int
    /// Number of the step, from 1.
    let step: Int

    /// The error for a loss that is not finite.
    ///
    /// - Parameter gradients: by name, if they are known or can be had.
    func error(loss: Double, gradients: () throws -> [(String, Tensor?)]) -> RunError {
        let values = (try? valuesNotFinite()) ?? []
        guard values.isEmpty else { return error("the loss is \(loss)", "values", values) }
        // The tape may be broken, too; the loss alone is then what is known.
        let slopes = (try? Self.notFinite(gradients())) ?? []
        return error("the loss is \(loss)", "gradients", slopes)
    }

    /// The error for gradients that are not finite, of a loss that is.
    func error(norm: Double, gradients: [(String, Tensor?)]) throws -> RunError {
        error("the norm of the gradients is \(norm)", "gradients", try Self.notFinite(gradients))
    }

    /// Looks through all parameters and buffers.
    ///
    /// - Throws: `RunError` `run.diverged` naming those that are not finite.
    func checkParameters() throws {
        // One pass over all: a maximum is not finite if anything is not.
        let tensors = try network.table().parameters.values.map(\.tensor)
        guard try !gradientNorm(tensors, order: .infinity).isFinite else { return }
        throw error("the step went out of range", "values", try valuesNotFinite())
    }

    private func valuesNotFinite() throws -> [String] {
        let table = try network.table()
        return try Self.notFinite(
            (Array(table.parameters) + Array(table.buffers)).map { ($0.key, $0.value.tensor) })
    }

    private static func notFinite(_ tensors: [(String, Tensor?)]) throws -> [String] {
        try withoutGradient {
            try tensors.compactMap { name, tensor in
                guard let tensor, tensor.dtype.isFloatingPoint else { return nil }
                return try tensor.isFinite().all().item() == 0 ? name : nil
            }
        }
    }

    private func error(_ what: String, _ kind: String, _ names: [String]) -> RunError {
        let shown = names.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
        let place =
            names.isEmpty ? "; all parameters are finite" : "; \(kind) that are not finite: \(shown)\(rest)"
        return RunError(
            "diverged", "The training diverged in epoch \(epoch), step \(step): \(what)\(place).",
            fix: "Lower the learning rate, clip gradients, or look at the inputs for extreme values.")
    }
}
