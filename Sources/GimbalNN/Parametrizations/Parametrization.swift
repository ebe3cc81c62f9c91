// Parameters that are computed from other parameters.
import GimbalTensor

/// Computes a parameter from the tensors that are trained instead of it.
///
/// Subclass it for methods that re-parametrise weights (weight normalisation, standardisation, companders): give
/// ``value(of:_:)``, and ``originals(of:)`` where the trained tensors are not the weight itself. Parameters and buffers
/// of its own are declared as in every module. ``Parametrized`` applies it.
open class Parametrization: Module {
    /// Returns the tensors to train, chosen so that ``value(of:_:)`` gives `value` again where that is possible.
    ///
    /// By default the value itself. Several are allowed for the first parametrisation of a parameter only.
    open func originals(of value: Tensor) throws -> [Tensor] { [value] }

    /// Returns the parameter's value; by default the first original.
    open func value(of originals: [Tensor], _ context: Context) throws -> Tensor { originals[0] }
}

/// The trained tensors behind one parameter, and what computes it from them.
///
/// Names in state dicts are PyTorch's: `original`, or `original0`, `original1`... if there are several, and the
/// parametrisations numbered.
public final class ParametrizedValue: Module {
    /// The tensors that are trained.
    let originals: [Parameter<Tensor>]
    /// The parametrisations, the first applied first.
    public let steps: [Parametrization]
    /// The box that the value stands for.
    let slot: any ModuleSlot

    /// Names in state dicts.
    public override class var stateKeys: [String: String] { ["steps": ""] }

    init(_ slot: any ModuleSlot, _ value: Tensor, _ steps: [Parametrization], name: String) throws {
        var tensors = [try value.detached()]
        for (number, step) in steps.enumerated().reversed() {
            tensors = try step.originals(of: tensors[0])
            guard tensors.count == 1 || (number == 0 && !tensors.isEmpty) else {
                throw ModuleError(
                    "parametrization",
                    "\(type(of: step)) makes \(tensors.count) tensors of \"\(name)\", expected 1 from all but the first.",
                    fix: "Give it as the first parametrisation.")
            }
        }
        self.slot = slot
        self.steps = steps
        let isTrainable = slot.isTrainable, count = tensors.count
        originals = tensors.enumerated().map { number, tensor in
            let box = Parameter(wrappedValue: tensor, count == 1 ? "original" : "original\(number)")
            box.isTrainable = isTrainable
            return box
        }
        super.init()
    }

    public override var replacedSlots: [any ModuleSlot] { [slot] }

    public override var settings: String {
        originals.compactMap { $0.tensor?.shape.description }.joined(separator: ", ")
    }

    /// The parameter's value.
    func value(_ context: Context) throws -> Tensor {
        try steps.reduce(originals.map { context[$0] }) { [try $1.value(of: $0, context)] }[0]
    }
}
