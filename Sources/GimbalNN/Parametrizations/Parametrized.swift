// A module some of whose parameters are computed from others.
import GimbalTensor
import OrderedCollections

/// Wraps a module and computes some of its parameters from trained tensors, whenever the module is run.
///
///     let layer = try Parametrized(Linear(64, 10, context), "weight", [WeightNorm()])
///     let network = try Parametrized(resnet) { name, value in value.rank > 1 ? [WeightNorm()] : [] }
///
/// Works for every module that reads its parameters through the context, a layer or a whole network, and for several
/// parametrisations of one parameter (the first is applied first). State-dict names are those of PyTorch's
/// `torch.nn.utils.parametrize`: `parametrizations.weight.original0`; all others stay. The wrapped module's own tensors of
/// these parameters are no longer used; values that a context substitutes go to the originals.
public final class Parametrized<Base: Module>: Module {
    /// The wrapped module: run it through this one.
    public let base: Base
    private let parametrizations: OrderedDictionary<String, ParametrizedValue>
    private let names: [String]

    /// Names in state dicts.
    public override class var stateKeys: [String: String] { ["base": "", "parametrizations": ""] }

    /// Parametrises the named parameters of a module.
    ///
    /// - Parameter steps: dotted name of a parameter → what computes it, the first applied first.
    /// - Throws: `ModuleError` for a name that is no parameter of the module.
    public init(_ base: Base, _ steps: OrderedDictionary<String, [Parametrization]>) throws {
        self.base = base
        let table = try base.table()
        var values: OrderedDictionary<String, ParametrizedValue> = [:]
        for (name, steps) in steps {
            guard let slot = table.parameters[name], let tensor = slot.tensor else {
                throw ModuleError(
                    "parametrization", "\(type(of: base)) has no parameter \"\(name)\".",
                    fix: "It has: \(table.parameters.keys.joined(separator: ", ")).")
            }
            let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let key = parts.dropLast() + ["parametrizations"] + parts.suffix(1)
            values[key.joined(separator: ".")] = try ParametrizedValue(slot, tensor, steps, name: name)
        }
        names = Array(steps.keys)
        parametrizations = values
        super.init()
    }

    /// Parametrises one parameter.
    public convenience init(_ base: Base, _ name: String, _ steps: [Parametrization]) throws {
        try self.init(base, [name: steps])
    }

    /// Parametrises every parameter for which the closure returns something.
    public convenience init(
        _ base: Base, _ steps: (_ name: String, _ value: Tensor) throws -> [Parametrization]
    ) throws {
        var chosen: OrderedDictionary<String, [Parametrization]> = [:]
        for (name, slot) in try base.table().parameters {
            guard let value = slot.tensor else { continue }
            let found = try steps(name, value.detached())
            if !found.isEmpty { chosen[name] = found }
        }
        try self.init(base, chosen)
    }

    public override var replacedSlots: [any ModuleSlot] { parametrizations.values.map(\.slot) }

    public override var settings: String {
        zip(names, parametrizations.values).map { name, value in
            "\(name): " + value.steps.map { "\(type(of: $0))" }.joined(separator: ", ")
        }.joined(separator: "; ")
    }

    /// The current values of the parametrised parameters, by their names in the wrapped module.
    public func values(_ context: Context) throws -> [String: Tensor] {
        var result: [String: Tensor] = [:]
        for (name, value) in zip(names, parametrizations.values) { result[name] = try value.value(context) }
        return result
    }

    /// Runs the wrapped module with the computed parameters, for modules with another signature than a unary layer's.
    ///
    ///     let states = try recurrent.run(context) { lstm in try lstm(x, state, context) }
    public func run<Result>(_ context: Context, _ body: (Base) throws -> Result) throws -> Result {
        try context.substituting(values(context), in: base) { try body(base) }
    }

    /// Writes the current values into the wrapped module and returns it: what is deployed.
    ///
    /// - Note: This module must not be used afterwards.
    public func removingParametrizations(_ context: Context) throws -> Base {
        let current = try withoutGradient { try values(context) }
        let table = try base.table()
        for (name, value) in current { table.parameters[name]?.replace(value) }
        return base
    }
}

extension Parametrized: UnaryLayer where Base: UnaryLayer {
    /// Applies the wrapped layer with the computed parameters.
    public func callAsFunction(_ x: Tensor, _ context: Context) throws -> Tensor {
        try run(context) { try $0(x, context) }
    }
}
