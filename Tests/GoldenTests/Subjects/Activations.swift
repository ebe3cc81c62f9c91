// Activations that are operators of Tensor.
import GimbalTensor
import GimbalTestSupport

/// Papers 1, 2: scaled exponential linear units.
struct SELUSubject: GoldenSubject {
    init(_ setup: GoldenSetup) throws {
        // The fixed point of the paper; the operator has no other.
        let expected = ["alpha": 1.6732632423543772, "scale": 1.0507009873554805]
        for (name, value) in expected {
            let found = try setup.arguments.real(name)
            guard abs(found - value) < 1e-9 else {
                throw GoldenProblem("SELU has \(name) \(value), not \(found)")
            }
        }
    }

    func run(_ inputs: GoldenInputs) throws -> GoldenResult {
        GoldenResult(["output": try inputs.tensor("input").selu()])
    }
}
