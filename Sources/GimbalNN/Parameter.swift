// What a module declares: parameters, buffers and constants, as boxes that the flat table refers to.
import GimbalTensor

/// A declared tensor of a module, whatever its role.
public protocol ModuleSlot: AnyObject {
    /// Name in state dicts where it differs from the property's.
    var key: String? { get }
    /// The tensor, or nil for an optional one that is absent.
    var tensor: Tensor? { get }
    /// Whether optimisers change it.
    var isTrainable: Bool { get }
    /// Replaces the tensor (an absent optional one stays absent when nil is given).
    func replace(_ tensor: Tensor)
}

/// `Tensor` or `Tensor?`: what a slot can hold.
public protocol OptionalTensor {
    /// The tensor, if there is one.
    var tensorOrNil: Tensor? { get }
    /// Wraps a tensor.
    init(wrapping tensor: Tensor)
}

extension Tensor: OptionalTensor {
    /// The tensor, if there is one.
    public var tensorOrNil: Tensor? { self }
    /// Wraps a tensor.
    public init(wrapping tensor: Tensor) { self = tensor }
}

extension Optional: OptionalTensor where Wrapped == Tensor {
    /// The tensor, if there is one.
    public var tensorOrNil: Tensor? { self }
    /// Wraps a tensor.
    public init(wrapping tensor: Tensor) { self = tensor }
}

/// A tensor that training changes.
///
/// Declared as `@Parameter var weight: Tensor` (or `Tensor?` where it can be absent). In state dicts its name is the
/// property's in snake case; another one is given where the value is: `_weight = Parameter(wrappedValue: w, "w0")`.
/// Layers read it through the context, `context[$weight]`, so that substituted values are seen. To tie two parameters,
/// give one's box to the other: `_weight = embedding.$weight`.
@propertyWrapper
public final class Parameter<Value: OptionalTensor>: ModuleSlot {
    /// Name in state dicts where it differs from the property's.
    public let key: String?
    private var value: Value
    /// Whether optimisers change it; frozen parameters keep their values and get no gradients.
    public var isTrainable = true {
        didSet { if isTrainable != oldValue { value = Self.leaf(value, isTrainable) } }
    }

    /// Makes a leaf on the tape of the given tensor.
    public init(wrappedValue: Value, _ key: String? = nil) {
        self.key = key
        value = Self.leaf(wrappedValue, true)
    }

    /// The value itself.
    public var wrappedValue: Value {
        get { value }
        set { value = Self.leaf(newValue, isTrainable) }
    }

    /// The box itself: what `context[$weight]` takes.
    public var projectedValue: Parameter { self }
    /// The tensor, or nil for an absent one.
    public var tensor: Tensor? { value.tensorOrNil }

    /// Replaces the tensor.
    public func replace(_ tensor: Tensor) {
        if value.tensorOrNil != nil { value = Self.leaf(Value(wrapping: tensor), isTrainable) }
    }

    /// Integer tensors cannot be leaves; the table reports them with their name.
    private static func leaf(_ value: Value, _ isTrainable: Bool) -> Value {
        guard let tensor = value.tensorOrNil, let leaf = try? tensor.requiringGradient(isTrainable) else {
            return value
        }
        return Value(wrapping: leaf)
    }
}

/// A tensor that is saved with the module but changed by the module itself, such as running statistics.
@propertyWrapper
public final class Buffer<Value: OptionalTensor>: ModuleSlot {
    /// Name in state dicts where it differs from the property's.
    public let key: String?
    /// The value itself.
    public var wrappedValue: Value

    /// Declares a buffer with its first value.
    public init(wrappedValue: Value, _ key: String? = nil) {
        self.key = key
        self.wrappedValue = wrappedValue
    }

    /// The box itself.
    public var projectedValue: Buffer { self }
    /// Never: the module itself changes it.
    public var isTrainable: Bool { false }
    /// The tensor, or nil for an absent one.
    public var tensor: Tensor? { wrappedValue.tensorOrNil }

    /// Replaces the tensor.
    public func replace(_ tensor: Tensor) {
        if wrappedValue.tensorOrNil != nil { wrappedValue = Value(wrapping: tensor) }
    }
}

/// Tells buffers from parameters among slots, whatever they hold.
protocol BufferSlot: ModuleSlot {}
extension Buffer: BufferSlot {}

/// A parameter that can be frozen, whatever it holds.
protocol FreezableSlot: ModuleSlot {
    var isTrainable: Bool { get set }
}
extension Parameter: FreezableSlot {}

/// A tensor that is neither trained nor saved: it follows from the configuration.
///
/// It follows its module to other devices and dtypes.
@propertyWrapper
public final class Constant<Value> {
    /// The value itself.
    public var wrappedValue: Value

    /// Declares a constant.
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
}

/// A constant whose tensors can be moved and converted, whatever it holds.
protocol ConstantSlot: AnyObject {
    func transform(_ body: (Tensor) throws -> Tensor) rethrows
}

extension Constant: ConstantSlot {
    func transform(_ body: (Tensor) throws -> Tensor) rethrows {
        if let tensor = wrappedValue as? Tensor {
            if let new = try body(tensor) as? Value { wrappedValue = new }
        } else if let tensors = wrappedValue as? [Tensor] {
            if let new = try tensors.map(body) as? Value { wrappedValue = new }
        }
    }
}
